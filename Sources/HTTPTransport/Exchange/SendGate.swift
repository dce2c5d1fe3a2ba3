import NIOCore
import NIOHTTP1

/// The last handler before a request becomes bytes. It checks whether the request may still be sent, because minutes may pass
/// between the start of an exchange and an open connection, and records that it was sent.
final class SendGate: ChannelDuplexHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    struct Refused: Error {}

    private enum State {
        case open
        /// The check is in progress: writes wait here.
        case asking(Task<Void, Never>, waiting: [(part: HTTPClientRequestPart, promise: EventLoopPromise<Void>?)])
        case closed
    }

    private let board: FlightBoard
    private var state = State.open

    init(board: FlightBoard) {
        self.board = board
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        switch state {
        case .closed:
            promise?.fail(Refused())
        case .asking(let question, var waiting):
            waiting.append((part, promise))
            state = .asking(question, waiting: waiting)
        case .open:
            guard case .head(var head) = part else {
                context.write(data, promise: promise)
                return
            }
            // Without a flight, the head's exchange has ended.
            let flight = board.flight(in: head.headers)
            head.headers.remove(name: FlightBoard.header)
            let gate = NIOLoopBound((gate: self, context: context), eventLoop: context.eventLoop)
            let eventLoop = context.eventLoop
            let question = Task {
                let answer = await flight?.mayStillBeSent() ?? false
                eventLoop.execute { gate.value.gate.answered(answer, flight, context: gate.value.context) }
            }
            state = .asking(question, waiting: [(.head(head), promise)])
        }
    }

    func flush(context: ChannelHandlerContext) {
        if case .open = state { context.flush() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .asking(let question, let waiting) = state {
            question.cancel()
            state = .closed
            for write in waiting { write.promise?.fail(ChannelError.ioOnClosedChannel) }
        }
        state = .closed
        context.fireChannelInactive()
    }

    private func answered(_ mayBeSent: Bool, _ flight: Flight?, context: ChannelHandlerContext) {
        guard case .asking(_, let waiting) = state else { return }
        guard mayBeSent, let flight else {
            refuse(waiting.map(\.promise), context: context)
            return
        }
        // Everything except the system call is done first, to minimize the time between the last check and sending: a process
        // that is suspended in between, and resumed after its lease has ended, would send what it should not.
        state = .open
        let written = waiting.map { write in
            let promise = context.eventLoop.makePromise(of: Void.self)
            context.write(wrapOutboundOut(write.part), promise: promise)
            return promise.futureResult
        }
        if flight.maySendNow() {
            for (future, write) in zip(written, waiting) { future.cascade(to: write.promise) }
            flight.wasWritten()
            context.flush()
        } else {
            // Unflushed writes are dropped when the connection closes.
            refuse(waiting.map(\.promise), context: context)
        }
    }

    private func refuse(_ promises: [EventLoopPromise<Void>?], context: ChannelHandlerContext) {
        state = .closed
        // First the error, so that the client reports it and not the close that follows.
        context.fireErrorCaught(Refused())
        for promise in promises { promise?.fail(Refused()) }
        context.close(promise: nil)
    }
}
