import Cells

func drawHistory(_ model: ReviewModel, _ page: HistoryPage, on canvas: inout Canvas) {}
