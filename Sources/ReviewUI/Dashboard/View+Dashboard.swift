import Cells

func drawDashboard(_ model: ReviewModel, _ page: DashboardPage, on canvas: inout Canvas) {}
