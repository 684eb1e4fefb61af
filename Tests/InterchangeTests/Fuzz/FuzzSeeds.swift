import Interchange

/// Inputs as people have them, by format: what the fuzzer changes and puts together.
enum FuzzSeeds {
    /// A format without seeds of its own gets those of all others: a new one is tried as soon as there is one.
    static func texts(for format: FileFormat) -> [String] {
        let own: [FileFormat: [String]] = [
            .jsonl: lines + arrays + documents, .csv: csv, .tsv: tsv, .text: plain, .prodigy: prodigy + lines,
            .labelStudio: labelStudio + arrays, .argilla: argilla + lines, .doccano: doccano + lines,
        ]
        return own[format] ?? everything
    }

    /// The same, some of them packed and in other encodings too.
    static func bytes(for format: FileFormat) -> [[UInt8]] {
        let texts = texts(for: format)
        let plain = texts.map { Array($0.utf8) }
        let disguised = FuzzDisguise.allCases.enumerated().map { place, disguise in
            disguise.wrap(plain[place % plain.count])
        }
        let odd = "text,channel\ncafé à la carte,é\nGröße,ü\nniño,ñ\n"
        return plain + disguised + [odd.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }]
    }

    static let everything = lines + arrays + documents + csv + tsv + plain + prodigy + labelStudio + argilla + doccano

    static let lines = [
        #"{"id":"t-1","text":"I was charged twice","meta":{"channel":"email"},"gold":"billing"}"# + "\n"
            + #"{"text":"no id"}"# + "\n",
        #"{"text":"a","predictions":[{"model":"m","label":"billing","confidence":0.93,"cost_usd":"0.000982","latency_ms":640,"#
            + #""usage":{"input_tokens":812,"output_tokens":34}}]}"# + "\r\n"
            + #"{"text":"b","decisions":[{"reviewer":"ana","action":"override","label":"account","#
            + #""at":"2026-11-01T09:30:00Z","seconds":3.2,"note":""}]}"# + "\r\n",
        #"{"text":"\u00e9\ud83d\ude00 \"quoted\" \\ \/ \b\f\n\r\t","n":[1,-0,1.5e300,1e-7,null,true,false,{}]}"# + "\n",
        "\u{FEFF}{\"text\":\"漢字 é 👩‍👩‍👧 \u{202E}x\"}\n\n  \n{\"text\":\"last\"}",
        #"{"payload":{"message":{"body":"deep","id":7}},"text":"t","level":"info","nested":{"a":{"b":[{"c":1}]}}}"#
            + "\n",
        #"{"id":9007199254740993,"text":"number"}"# + "\n" + #"{"id":1.0,"text":"x"}"#
            + "\n{\"text\":\"\"}\n[1]\nnull\n{}\n",
        #"{"text":"t","text":"twice","image":"a.png","images":["b.jpg","c.gif"]}"# + "\n",
    ]

    static let arrays = [
        "[{\"text\":\"a\"},\n {\"text\":\"b, ]}\",\"meta\":{\"a\":[[1],[{}]]}}\n]\n",
        " \n[ 1, \"two\", null, {\"text\":\"c\"} ]", "[]", "[{\"text\":\"cut",
        "[{\"text\":\"a\"}] {\"text\":\"after\"}\n",
    ]

    /// Over several lines, several on one, and in an array that is a member of an object.
    static let documents = [
        "{\n  \"text\": \"a\",\n  \"meta\": {\n    \"b\": [1, 2]\n  }\n}\n{\n  \"id\": \"2\",\n  \"text\": \"b }{ \"\n}\n",
        "{\"text\":\"a\"}{\"text\":\"b\"} {\"text\":\"c\"}\n", "\u{1E}{\"text\":\"a\"}\n\u{1E}{\n\"text\":\"b\"}\n",
        #"{"total":2,"data":[{"text":"a"},{"text":"b","id":"x"}],"next":null}"# + "\n",
        "{\n \"page\": {\"n\":[1]},\n \"items\": [\n  {\"text\": \"a\"},\n  {\"text\": \"b\"}\n ]\n}\n",
    ]

    static let csv = [
        "sep=;\r\nid;text;n\r\n1;a,b;2\r\n2;\"c;\nd\";3\r\n", "id|text|gold\n1|a|billing\n",
        "text\tgold\n\"a\tb\"\tbilling\n", "Id, Text ,Gold\n1,a,Billing,,\n",
        "id,text,gold,channel\n1,plain,billing,email\n2,\"two, with \"\"quotes\"\"\",account,\n3,\"over\ntwo lines\",,x\n",
        "text\r\n\"é\r\n漢\"\r\nlast", "text,n\n\"open,1\nnext,2\n\"closed\"x,3\nshort\na,b,c\n", "a\nb\n\n\"\"\n",
        "\u{FEFF}text,payload.message.body,,text2\nx,y,z,=1+2\n",
        "text,label,model,confidence\nspam,billing,m,0.5\n\"a\"\"\",account,m,NaN\n",
    ]

    static let tsv = [
        "id\ttext\tgold\n1\tone \"quoted\tbilling\n2\ttwo\t\n", "text\tn\n\t\t\n漢\t\u{1F600}\r\nshort\n",
        "payload.message.body\ttext\nx\ty",
    ]

    static let plain = [
        "one\ntwo\r\n\r\n three \n\u{3000}\n漢字\nlast", "2026-11-21T10:00:00Z ERROR [db] it failed: {\"a\":1}\n",
        "\n\n\n", "",
        "a\rb\u{2028}c\u{85}d\n",
    ]

    static let prodigy = [
        #"{"text":"Win a phone now","label":"spam","score":0.91,"meta":{"id":"t1"},"_input_hash":811234,"_task_hash":-90211,"#
            + #""_view_id":"classification","answer":"accept","_timestamp":1767000000,"_annotator_id":"mod-ana"}"#
            + "\n",
        #"{"text":"Where is it?","options":[{"id":"billing","text":"billing","meta":"0.20"},{"id":"account","text":"x"}],"#
            + #""accept":["account"],"config":{"choice_style":"single"},"answer":"reject","_session_id":"s-bo"}"#
            + "\n",
    ]

    static let labelStudio = [
        #"[{"id":1,"data":{"text":"Win","ext_id":"t1"},"annotations":[{"completed_by":7,"was_cancelled":false,"#
            + #""ground_truth":true,"lead_time":2.4,"result":[{"id":"r1","from_name":"label","to_name":"text","#
            + #""type":"choices","value":{"choices":["billing"]}}]}],"predictions":[{"model_version":"haiku","score":0.91,"#
            + #""result":[{"from_name":"label","to_name":"text","type":"choices","value":{"choices":["account"]}}]}]},"#
            + "\n"
            + #"{"id":2,"data":{"text":"x"},"annotations":[],"predictions":[]}]"#,
        "annotation_id,annotator,id,label,lead_time,text\n5,a@b.c,1,billing,2.5,\"one\ntwo\"\n,,2,,,x\n",
    ]

    static let argilla = [
        #"{"id":"t1","fields":{"text":"Win"},"metadata":{"source":"forum"},"suggestions":{"label":{"value":"billing","#
            + #""score":0.91,"agent":"haiku"}},"responses":{"label":[{"value":"account","#
            + #""user_id":"00000000-0000-0000-0000-000000000001"}]},"vectors":{},"_server_id":null}"# + "\n",
        #"{"text":"Win","label.suggestion":"billing","label.suggestion.score":0.9,"label.responses":["account"],"#
            + #""label.responses.users":["u"],"label.responses.status":["submitted"],"status":"pending"}"# + "\n",
        "text,label.suggestion,label.suggestion.score,label.suggestion.agent\none,billing,0.9,m\ntwo,nobody,x,\n",
    ]

    static let doccano = [
        #"{"id":12,"text":"one","label":["billing"],"Comments":["c"]}"# + "\n"
            + #"{"id":13,"text":"two","label":["billing","account"],"score":1}"# + "\n",
        "id,text,label,Comments\n1,one,billing,\n2,\"two, three\",billing#account,c\n",
        "__label__billing one two\n__label__account __label__billing three\n\n__label__nobody x\n",
    ]
}
