import Testing

@testable import Simulators

@Suite("Planted values")
struct PlantedValueTests {
    private func plant(_ body: String, _ member: String, _ row: Int?, _ json: String) -> String {
        String(decoding: AnswerDamage.plant(Array(body.utf8), member: member, row: row, json: json), as: UTF8.self)
    }

    @Test func aValueIsPlantedInOneRowAsItIsSpelled() {
        let body = #"{"items":[{"id":1,"a":{"b":2}},{"id":"2","a":{"b":3}},{"key":3}],"count":3}"#
        #expect(plant(body, "b", 2, #""\ud83c""#).contains(#"{"id":"2","a":{"b":"\ud83c"}}"#))
        #expect(plant(body, "B", 3, "1e999").contains(#"{"key":3,"B":1e999}"#))
        #expect(plant(body, "id", 1, "[]").contains(#"{"id":[],"a":{"b":2}}"#))
        #expect(plant(body, "b", nil, "0").filter { $0 == "0" }.count == 3)
    }
}
