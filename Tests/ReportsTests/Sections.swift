import Evaluation

/// A report with a block of every kind, and texts that would do harm if they were taken as they are.
let everyBlock: [ReportSection] = [
    ReportSection(
        "How right the <models> are", reading: "the higher the better & the nearer the line",
        blocks: [
            .warning("Only truth that was decided with haiku's answer in view supports this."),
            .text("A name of a label: <script>alert(\"1\")</script> | *bold* \u{1B}[31m"),
            .table(
                ReportTable(
                    "The figures", header: ["model", "what", "n"],
                    rows: [["haiku", "left | right", "1,200"], ["模型", "x", "7"]], leftColumns: [1])),
            .plot(reliability), .plot(frontier), .plot(weeks),
        ]),
    ReportSection(
        "Confusion", reading: "off the diagonal: taken for another label",
        blocks: [
            .heatMap(
                ReportHeatMap(
                    "Confusion of haiku", rowTitle: "truth", columnTitle: "prediction", rows: ["billing", "account"],
                    columns: ["billing", "account", "no label"], counts: [[90, 9, 1], [0, 12, 3]])),
            .code("[routing]\n\"legal\" = \"second\"   # ``` \n"),
        ]),
]

let reliability = ReportPlot(
    "Reliability of haiku", x: .init("confidence", range: 0...1), y: .init("share right", range: 0...1),
    series: [
        .init(
            "haiku", kind: .line,
            points: [
                .init(x: 0.2, y: 0.3, low: 0.1, high: 0.5, n: 12), .init(x: 0.6, y: 0.5, low: 0.4, high: 0.6, n: 80),
                .init(x: 0.95, y: 0.9, low: 0.85, high: 0.94, n: 400),
            ]),
        .init("opus", kind: .points, points: [.init(x: 0.5, y: 0.8), .init(x: 0.9, y: 0.97)]),
    ], hasDiagonal: true)

let frontier = ReportPlot(
    "Cost and quality", x: .init("cost of 1,000 items", format: .dollars), y: .init("accuracy"),
    series: [
        .init(
            "policy", kind: .steps, points: [.init(x: 0.9, y: 0.91), .init(x: 2.5, y: 0.94), .init(x: 5, y: 0.95)])
    ])

let weeks = ReportPlot(
    "Prevalence", x: .init("label", format: .names(["billing", "account & more", "技術"])),
    y: .init("share", range: 0...1),
    series: [
        .init(
            "all", kind: .bars,
            points: [
                .init(x: 0, y: 0.5, low: 0.4, high: 0.6, n: 50), .init(x: 1, y: 0.3, n: 30), .init(x: 2, y: 0.2, n: 20),
            ])
    ])
