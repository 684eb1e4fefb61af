import Cells

func drawBulk(_ model: ReviewModel, _ page: BulkPage, on canvas: inout Canvas) {}
