package import SyncCore
import SyncEngine

/// Extra data of generation 1.
extension LuccaSource {
    func extendedEmployees(in scope: Scope, _ selection: FieldSelection) async throws -> EmployeeReading {
        let definitions = selection.needsLabels ? try await definitions() : .none
        let list = try await extendedRows(in: scope, selection, definitions)
        var tally = FieldTally(selection, definitions)
        tally.add(list.rows)
        return EmployeeReading(
            EmployeeMapping.employees(list.rows.map(\.employee), missing: list.missing), fields: tally.values)
    }

    private func extendedRows(
        in scope: Scope, _ selection: FieldSelection, _ definitions: FieldDefinitions
    ) async throws -> LuccaList<ExtendedEmployeeRow> {
        let reader = ExtraDataReader(fields: selection.fields, definitions: definitions)
        var limit = selection.pageLimit
        return try await lists.offsets(.employees, reading: { ExtendedEmployeeRow($0, reader) }, limit: &limit) { offset, limit in
            try await api.users(in: scope.filter, fields: selection.properties, offset: offset, limit: limit)
        }
    }

    /// Once in a run. Labels are a comfort: where they can't be read, whatever the reason, the rest goes on.
    func definitions() async throws -> FieldDefinitions {
        try await shelf.definitions {
            do {
                guard case .page(let page) = try await api.definitions() else { return FieldDefinitions(nil) }
                let read = page.rows.compactMap(FieldDefinition.init)
                return FieldDefinitions(read.isEmpty && !page.rows.isEmpty ? nil : read)
            } catch is LuccaRefusal {
                return FieldDefinitions(nil)
            } catch let error as SyncError where error.concernsTheAnswer {
                return FieldDefinitions(nil)
            }
        }
    }

    package func offeredFields(in departments: [DepartmentID]?) async throws -> [OfferedField] {
        guard let scope = Self.scope(departments) else { return [] }
        return try await refusalsInWords {
            let definitions = try await definitions()
            var limit = LuccaAssumptions.extendedUserPage
            let list = try await lists.offsets(.employees, reading: FieldSurveyRow.init, limit: &limit) { offset, limit in
                try await api.users(in: scope.filter, fields: FieldSelection.everything, offset: offset, limit: limit)
            }
            var survey = FieldSurvey(definitions)
            // Lucca ignores a filter that it does not know.
            let wanted = departments.map { Set($0.map(\.value)) }
            for row in list.rows where row.isIn(wanted) { survey.add(row) }
            return survey.offered
        }
    }

    /// One result for each field in use.
    func checkFields() async -> [CheckResult] {
        let selection = FieldSelection(fields)
        if selection.isEmpty { return [] }
        do {
            let tally = try await tally(selection)
            return tally.results
        } catch {
            return [Self.failed(.luccaFields, error)]
        }
    }

    /// Of the first page of employees, if every field came there, else of all of them.
    private func tally(_ selection: FieldSelection) async throws -> FieldTally {
        let definitions = selection.needsLabels ? try await definitions() : .none
        let reader = ExtraDataReader(fields: selection.fields, definitions: definitions)
        let answer = try await api.users(in: nil, fields: selection.properties, offset: 0, limit: selection.pageLimit)
        if case .page(let page) = answer {
            var tally = FieldTally(selection, definitions)
            tally.add(page.rows.map { ExtendedEmployeeRow($0, reader) })
            if tally.isEachShown || page.rows.count == page.count { return tally }
        }
        var tally = FieldTally(selection, definitions)
        tally.add(try await extendedRows(in: Scope(filter: nil), selection, definitions).rows)
        return tally
    }
}

extension FieldTally {
    fileprivate var results: [CheckResult] {
        fields.map { field in
            .extraField(
                field, holders: count(with: field.id), of: employees, isHidden: !isShown(field.id),
                areLabelsHidden: areLabelsUnreadable)
        }
    }
}

extension SyncError {
    /// Not the run's end, nor the budget's, nor a fault of our own.
    fileprivate var concernsTheAnswer: Bool {
        switch failureClass {
        case .transient, .rejected, .misconfigured: true
        case .throttled, .leaseLost, .cancelled, .defect: false
        }
    }
}
