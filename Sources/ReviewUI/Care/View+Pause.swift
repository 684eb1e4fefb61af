import Cells

func drawPause(_ model: ReviewModel, on canvas: inout Canvas) {}
