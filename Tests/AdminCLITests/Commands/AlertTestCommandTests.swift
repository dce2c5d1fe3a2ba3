import Foundation
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("alert test")
struct AlertTestCommandTests {
    private let receiver = FakeAlertReceiver()

    private var bench: CommandLineBench {
        var bench = CommandLineBench()
        bench.alertReceiver = receiver
        return bench
    }

    @Test func anAcceptedAlertSaysWhenItEnds() async throws {
        let english = await bench.run("alert", "test")
        #expect(english.status == .done && english.messages.contains("Alertmanager accepted the alert. It ends by itself at "))
        let french = await bench.run("alert", "test", "--lang", "fr")
        #expect(french.messages.contains("Alertmanager a accepté l’alerte."))
        let posted = try #require(receiver.posts.first?.first)
        #expect(posted.annotations["summary"]?.hasPrefix("This is a test") == true)
        #expect(posted.annotations["summary_fr"]?.hasPrefix("Ceci est un test") == true)
    }

    @Test func jsonHoldsWhatTheContractSays() async throws {
        receiver.fail(.tls)
        let outcome = await bench.run("alert", "test", "--output", "json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.data.utf8)) as? [String: Any])
        #expect(Set(json.keys) == ["alert", "accepted", "failure", "startsAt", "endsAt"])
        #expect(json["alert"] as? String == "PasserelleTestAlert" && json["accepted"] as? Bool == false)
        #expect(json["failure"] as? String == "tls" && outcome.status == .failed)
    }

    @Test(arguments: AlertDeliveryFailure.allCases)
    func aFailureSaysWhatToDo(failure: AlertDeliveryFailure) async {
        receiver.fail(failure)
        for language in ["en", "fr"] {
            let outcome = await bench.run("alert", "test", "--lang", language)
            #expect(outcome.status == (failure == .unreachable ? .unreachable : .failed))
            #expect(outcome.messages.contains("→"), "\(outcome.messages)")
        }
    }

    @Test func withoutAnAddressItIsRefused() async {
        let outcome = await CommandLineBench().run("alert", "test")
        #expect(outcome.status == .usage && outcome.messages.contains("PASSERELLE_ALERTMANAGER_URL: It is not set."))
    }
}
