/// The style sheet of an HTML report. The series' colours are those of Okabe and Ito (2008), which people with any colour
/// vision can tell apart; marks and dashes tell them apart without colour.
enum HTMLStyle {
    static let text = """
        :root { --paper: #ffffff; --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --band: #f4f6f8; --heat: #0072b2;
          --warn: #9a3b00; --warn-paper: #fff4ec; --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #cc79a7;
          --s4: #8a6d00; --s5: #56b4e9; --s6: #5b6570; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e9ec; --soft: #9aa4ae; --line: #343b42;
          --band: #1d2226; --heat: #56b4e9; --warn: #ffb37a; --warn-paper: #2c1d12; --s0: #56b4e9; --s1: #ff8c42;
          --s2: #2fc79a; --s3: #e59cc4; --s4: #e0c341; --s5: #9ad4f5; --s6: #9aa4ae; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; overflow-wrap: anywhere; }
        header p, .reading, caption, figcaption { color: var(--soft); } .reading { font-size: .92rem; }
        a { color: var(--s0); } nav ol { columns: 2; column-gap: 2.5rem; font-size: .92rem; padding-left: 1.4rem; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; margin: .6rem 0; font-variant-numeric: tabular-nums; font-size: .92rem; }
        caption { text-align: left; padding: .2rem 0; }
        th, td { text-align: right; padding: .22rem .7rem; border-bottom: 1px solid var(--line); white-space: nowrap; }
        th { font-weight: 600; } tbody th { font-weight: 400; } .l { text-align: left; white-space: normal; }
        tbody tr:nth-child(even) { background: var(--band); }
        .warning { border-left: 4px solid var(--warn); background: var(--warn-paper); padding: .5rem .8rem; }
        pre { background: var(--band); padding: .8rem; overflow-x: auto; }
        figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; display: block; }
        svg text { fill: var(--ink); font: 12px system-ui, "Noto Sans", sans-serif; } svg .soft { fill: var(--soft); }
        .grid { stroke: var(--line); stroke-width: 1; } .axis { stroke: var(--soft); stroke-width: 1; }
        .diagonal { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 4 4; }
        .s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
        .s4 { --c: var(--s4); } .s5 { --c: var(--s5); } .s6 { --c: var(--s6); }
        .curve { fill: none; stroke: var(--c); stroke-width: 2; } .mark { fill: var(--c); stroke: var(--paper); }
        .bar { fill: var(--c); fill-opacity: .75; } .whisker { stroke: var(--c); stroke-width: 1.2; }
        .cell { fill: var(--heat); stroke: var(--paper); stroke-width: 1; } .oncell { fill: var(--ink); }
        svg .onfull { fill: var(--paper); }
        @media print { :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --band: #fff; }
          body { max-width: none; padding: 0; font-size: 10.5pt; } nav { display: none; }
          figure, pre { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
          tr { break-inside: avoid; } .scroll { overflow: visible; }
          table { font-size: 8pt; } th, td { padding: .12rem .35rem; } thead th, td { white-space: normal; } a { color: inherit; text-decoration: none; }
          .cell { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
        """
}
