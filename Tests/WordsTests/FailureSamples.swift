import SyncCore

/// Failures of each kind, in each of its forms (`everyCaseThatIsDeclaredHasASample`).
enum FailureSamples {
    static let all: [Failure] =
        database.map { .database($0) } + keyring.map { .keyring($0, path: ShownText("/etc/passerelle/keyring.json")) }
        + credential.map { .credential($0) } + tenant.map { .tenant($0) } + run.map { .run($0) } + queue.map { .queue($0) }
        + remote.flatMap { failure in RemoteSystem.allCases.map { .remote(failure, $0) } } + lucca.map { .lucca($0) }
        + planning.map { .planning($0) } + process.map { .process($0) } + defect.map { .defect($0) }
        + [.unrecognized(SyncError.Code(rawValue: "moon_full"))]

    private static let slug = ProblemSamples.tenant
    private static let text = ShownText("no route to host")
    private static let day = CalendarDay(ordinal: 20_811)
    private static let host = CredentialHost(.lucca, url: "https://acme.ilucca.net")
    private static let planningHost = CredentialHost(.planningPME, url: "https://api.planningpme.com")
    private static let call = Failure.Call(method: "GET", path: "api/v3/users", attempts: 4)
    private static let once = Failure.Call(method: "POST", path: "api/unavailability", attempts: 1)

    static let database: [Failure.Database] = [
        .addressInvalid(reason: text), .unreachable(reason: text), .noSuitableServer(reason: text), .connectionLost,
        .commitUnknown,
        .noAnswer, .poolExhausted, .connectionsExhausted, .startingOrStopping, .cancelled, .shuttingDown,
        .poolerShared(reason: text), .poolerRejectsSetting(reason: text), .settingUnsuitable(reason: text), .loginDenied,
        .databaseMissing, .schemaMissing, .rightMissing, .personLacks(right: .approver), .workerRoleMissing, .grantedElsewhere,
        .serverTooOld(version: 14),
        .encodingUnsuitable(encoding: ShownText("LATIN1")),
        .characterRejected, .readOnly, .diskFull, .outOfMemory, .slow, .contended, .serverFault(sqlstate: "58030"),
        .busy(reason: text), .statementRejected, .objectMissing, .notSetUp, .migrationMissing(name: "m0001_pre_baseline"),
        .functionsMissing(name: "queue"), .newer(migration: ShownText("m0009_post_next")), .unreleasedBuild,
        .migrationSkipped(found: ShownText("m0003"), missing: 2),
        .migrationRenamed(number: 2, found: ShownText("m0002_pre_other"), known: "m0002_pre_next"),
        .migrationChanged(name: ShownText("m0001_pre_baseline")), .nameTaken(migration: "m0001_pre_baseline"), .rolesDenied,
    ]

    static let keyring: [Failure.Keyring] = [
        .missing, .alreadyExists, .notCreated(reason: text), .notReplaced(reason: text), .notOpened(reason: text),
        .notRead(reason: text), .notExamined(reason: text), .notWritten(reason: text), .writeCutShort(reason: text),
        .notDurable(reason: text), .lockNotOpened(reason: text), .locked, .symbolicLink, .notAFile, .otherOwner, .openToOthers,
        .damaged, .notEncodable, .lacksKey(id: "k2"), .lacksKeyOfTenants(id: "k2", tenants: 1),
        .lacksKeyOfTenants(id: "k2", tenants: 12), .otherInstallation, .otherInstallationLacks(id: "k2"),
        .rotatedElsewhere(id: "k2"), .otherKeyOfThatName(id: "k2"),
    ]

    static let credential: [Failure.Credential] = [
        .missing(
            tenant: slug,
            credentials: [
                MissingCredential(kinds: [.luccaAPIKey], alternative: nil),
                MissingCredential(kinds: [.planningPMEUsername, .planningPMEPassword], alternative: .planningPMEAuthToken),
            ]), .kindMissing(tenant: slug, kind: .planningPMEAppKey), .loginMissing(tenant: slug),
        .otherHost(
            tenant: slug, kind: .luccaAPIKey, givenFor: host, host: CredentialHost(.lucca, url: "https://other.ilucca.net")),
        .otherHost(
            tenant: slug, kind: .planningPMEAppKey, givenFor: planningHost,
            host: CredentialHost(.planningPME, url: "https://try.planningpme.com")),
        .unbound(tenant: slug, kind: .luccaAPIKey, host: host), .unreadable(tenant: slug, kind: .planningPMEPassword),
        .refusedByTest(tenant: slug, kind: .luccaAPIKey, check: CheckSubject.luccaEmployees.rawValue, cause: nil),
        .refusedByTest(
            tenant: slug, kind: .planningPMEPassword, check: CheckSubject.planningPMEUser.rawValue,
            cause: .planning(.loginRejected(status: 400, isPassword: true))),
        .dataKeyUnreadable, .dataKeyOfOtherKeyring,
    ]

    static let tenant: [Failure.Tenants] = [
        .unknown(name: ShownText("acme")), .alreadyExists(slug: slug),
        .changedMeanwhile(slug: slug, shown: 3, revision: 4, since: []),
        .changedMeanwhile(
            slug: slug, shown: 3, revision: 5,
            since: [
                Failure.SettingsEdit(
                    at: ShownText("2026-12-24T05:00:00Z"), by: ShownText("lea (lea@ops1)"),
                    settings: [ShownText("brake_count 10 → 12"), ShownText("name hidden → hidden")]),
                Failure.SettingsEdit(
                    at: ShownText("2026-12-24T04:00:00Z"), by: ShownText("tom"), settings: [ShownText("daily_at - → 330")]),
            ]), .slugInvalid, .accountTaken, .formerAccountTaken,
        .accountsShared(with: slug, accounts: [ShownText("acme"), ShownText("acme-old")]),
        .settingOutOfRange(rule: "tenant_horizon"),
        .stateRejected(slug: slug, state: .draft, wanted: .paused, allowed: [.active, .suspended]), .scopeMissing(slug: slug),
        .dialectUnprobed(slug: slug), .checksFailed(slug: slug, failed: 2, of: 14),
        .employeeUnknown(slug: slug, text: ShownText("00317"), generation: .first),
        .employeeUnknown(slug: slug, text: ShownText("00317"), generation: .second),
        .employeeNotUnique(text: ShownText("00317"), ids: ["42", "43"]),
        .probeDayOver(day: day, example: day.adding(days: 90)), .batchActive(batch: 3),
    ]

    static let run: [Failure.Runs] =
        [
            .unknown(run: 42), .active(run: 42, tenant: slug, isRunning: false, worker: nil, since: nil),
            .active(run: 42, tenant: slug, isRunning: true, worker: nil, since: nil),
            .active(
                run: 42, tenant: slug, isRunning: true, worker: ShownText("host:7"), since: ShownText("2026-12-24T05:00:00Z")),
            .removalActive(run: 42, tenant: slug, isRunning: false, worker: nil),
            .removalActive(run: 42, tenant: slug, isRunning: true, worker: ShownText("host:7")),
            .removalCancelled(run: 42, tenant: slug), .othersKeepStarting(tenant: slug), .othersKeepStarting(tenant: nil),
            .asOfPassed(asked: day, run: 42, asOf: day.adding(days: 1), tenant: slug),
            .asOfTooLate(asked: day, last: day.adding(days: -1), tenant: slug, months: 6),
            .asOfTooLate(asked: day, last: day.adding(days: -1), tenant: slug, months: 1), .keepsChangingHands(run: 42),
            .withholdsNothing(run: 42, state: .succeeded), .approvalRejected(run: 42), .approved(run: 42, by: 43),
            .rejected(run: 42),
            .superseded(run: 42, by: 43), .keepsDying(run: 42, tenant: slug, deaths: 3), .leaseLost(run: 42),
            .leaseNotKept(run: 42, cause: nil), .leaseNotKept(run: 42, cause: .database(.diskFull)), .interrupted,
            .notFollowed(run: 42),
        ] + RunState.allCases.filter(\.isEnded).map { .ended(run: 42, state: $0) }

    static let remote: [Failure.Remote] =
        addressFlaws.map { .addressRejected(flaw: $0) } + [
            .hostUnknown, .hostNotResolved, .addressNotPublic, .notConnected(attempts: 1), .notConnected(attempts: 4),
            .notEncrypted, .certificateUntrusted, .noAnswer(call: call), .noAnswer(call: once), .connectionLost(call: call),
            .answerUnreadable(call: call), .notSentInTime, .cancelled, .answered(status: 503, call: call),
            .answered(status: 408, call: once), .redirected(status: 302, call: call, target: nil),
            .redirected(status: 302, call: call, target: .sameHost),
            .redirected(status: 302, call: call, target: .origin(origin: ShownText("https://login.acme.fr"))),
            .throttled(seconds: 60), .budgetSpent(seconds: 1800), .answerTooLarge(call: call), .tooManyRows(rows: 2_000_000),
            .tooManyPages(pages: 5000, call: call), .listsTooLong(minutes: 60, call: call), .memoryShort,
            .requestInvalid(flaw: ShownText("not an absolute URL")), .errorUnknown(call: call),
        ]

    private static let addressFlaws: [Failure.AddressFlaw] = [
        .empty, .unreadable, .userInfo, .scheme(name: ShownText("ftp")), .thisMachine, .numeric, .notEncrypted, .port,
        .hostNotPublic(host: ShownText("acme.local")), .hostNotLuccas(host: ShownText("acme.example")), .brandMissing,
        .pathInvalid,
    ]

    static let lucca: [Failure.Lucca] =
        [.keyUnknown, .keyMalformed, .forbidden(subject: .departments, status: 401)]
        + Failure.LuccaSubject.allCases.flatMap { subject in
            [
                .forbidden(subject: subject, status: 403), .hidden(subject: subject, status: 404),
                .requestTooLarge(subject: subject, status: 413), .rejected(subject: subject, status: 400),
                .tooSlow(subject: subject), .incomplete(subject: subject, readings: 3), .unreadable(subject: subject),
            ]
        } + luccaApplication.map { .application($0) }

    static let luccaApplication: [Failure.LuccaApplication] =
        [
            .clientRejected(status: 400), .scopesDenied(scopes: [.leaves]), .scopesDenied(scopes: LuccaScope.standard),
            .tokenRefused(status: 404), .tokenUnreadable, .tokenRejected, .leavesNotOpened(status: 403),
        ] + Failure.LuccaSubject.allCases.map { .forbidden(subject: $0, status: 403) }

    static let planning: [Failure.Planning] =
        subjects.flatMap { subject in
            [
                .tokenRejected(subject: subject), .forbidden(subject: subject), .notFound(subject: subject),
                .rejected(subject: subject, status: 400, fields: []), .unreadable(subject: subject, flaw: nil),
            ]
        } + [
            .appKeyUnknown(status: 401), .appKeyMalformed, .loginRejected(status: 400, isPassword: true),
            .loginRejected(status: 400, isPassword: false), .throttled,
            .rejected(subject: .newEvent, status: 400, fields: ["start", "end"]), .locked(subject: .event(key: 8812)),
            .gone(subject: .resource(key: 318)), .listedAndGone,
            .disagrees(
                subject: .event(key: 8812), point: .time, sent: .spelled("2026-12-24 00:00"),
                found: .spelled("2026-12-23 23:00")),
            .unreadable(subject: .events, flaw: .keyMissing), .unreadable(subject: .newEvent, flaw: .otherEvent(key: 8812)),
            .unreadable(subject: .newResource, flaw: .otherResource(key: 318)), .incomplete(subject: .resources, readings: 3),
            .deletedAndListed(events: 3), .writesDisagree(writes: 3, point: .time, tenant: slug),
            .writesUnverified(writes: 3, tenant: slug), .dialectInDoubt(run: 42, point: .time, tenant: slug),
            .memoryLostBeyondView(events: 1, tenant: slug), .memoryLostBeyondView(events: 1200, tenant: slug),
            .removalBeyondView(creates: 1, tenant: slug), .removalBeyondView(creates: 3, tenant: slug),
            .probeOutOfRequests(requests: 60),
        ]
        + [false, true].map {
            .probeFailed(
                cause: .remote(.noAnswer(call: once), .planningPME),
                lost: LostProbeEvent.all(on: 318, [day, day.adding(days: 1)]),
                isUnsearched: $0)
        }

    private static let subjects: [Failure.PlanningSubject] = [
        .events, .event(key: 8812), .newEvent, .resources, .resource(key: 318), .newResource, .departments, .newDepartment,
        .types,
        .newType, .categories, .configuration, .signIn, .token, .writing, .probeEvents, .probe, .survey,
    ]

    static let process: [Failure.Process] = [
        .databaseNotSet, .keyringNotSet, .outputFailed(reason: ShownText("no space left on device")),
        .workerLoopEnded(loop: "claiming", reason: ShownText("database_unreachable")),
        .concurrencyOutOfRange(value: 0, lowest: 1, highest: 64), .opsAddressInvalid,
        .opsAddressUnusable(address: ShownText("127.0.0.1:9464")), .consoleAddressInvalid,
        .consoleAddressUnusable(address: ShownText("127.0.0.1:8750")), .consoleHeaderOverNetwork,
        .recordingExists(path: ShownText("acme.jsonl")),
        .recordingNotCreated(path: ShownText("acme.jsonl"), reason: ShownText("permission denied")),
    ]

    static let queue: [Failure.Queue] = [
        .unknown(operation: 17), .workUnreadable(operation: 17), .tenantFull(waiting: 20), .loginFull(waiting: 100),
        .expired(operation: 17), .keepsDying(operation: 17, deaths: 3), .leaseLost(operation: 17),
        .resultUnreadable(operation: 17), .notFollowed(operation: 17), .reviewDiffers(run: 1042),
    ]

    static let defect: [Failure.Defect] =
        [.unknownError] + Failure.Defect.Returned.allCases.map { .notReturned($0) } + [
            .endedAsLive(state: .running), .referenceAlreadyHeld, .referenceNotHeld, .secretOfOtherSystem(kind: .luccaAPIKey),
            .secretNotSealed, .migrationMisnumbered(name: "m0003_pre_x", number: 2),
        ]
}
