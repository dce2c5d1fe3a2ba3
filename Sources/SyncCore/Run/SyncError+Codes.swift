extension SyncError.Code {
    /// Every code of this release; a database may hold others.
    package static let all: [Self] = [
        invalidInput, databaseUnreachable, databaseFailed, databaseReadOnly, databaseFull, databaseForbidden, rightMissing,
        databaseUnsuitable, schemaOutdated, schemaTooNew, schemaMismatch, keyringUnusable, credentialMissing,
        credentialUnreadable, credentialForOtherHost, credentialUnbound, credentialRefused, tenantUnknown, tenantExists,
        tenantChanged, tenantStateRefused, scopeMissing, runUnknown, runActive, runStateRefused, runKeepsDying, leaseLost,
        addressRefused, luccaUnreachable, luccaUnauthorized, luccaForbidden, luccaFailed, luccaUnreadable, luccaIncomplete,
        luccaTooLarge, luccaThrottled, planningPMEUnreachable, planningPMEUnauthorized, planningPMEForbidden, planningPMEFailed,
        planningPMEUnreadable, planningPMEIncomplete, planningPMETooLarge, planningPMERejected, planningPMELocked,
        planningDisagrees, planningPMEThrottled, memoryShort, asOfPassed, asOfTooLate, dialectUnprobed, viewLimited,
        eventUnconfirmed, employeeUnknown, employeeNotUnique, checkFailed, configurationMissing, outputFailed, workerLoopEnded,
        opsAddressUnusable, consoleAddressUnusable, operationUnknown, operationInvalid, operationLimit, operationExpired,
        operationKeepsDying, operationUnreadable, reviewDiffers, batchActive, cancelled, defect,
    ]
}
