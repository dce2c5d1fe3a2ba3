extension PlanningBehaviour {
    /// A brand that draws every point of its dialect. Only what a program can find out without a person is drawn: events can be
    /// deleted, passwords work, an own zone is named by `api/config`, a limited view comes with keys of what was created, and the
    /// field `REFERENCE` is there for remarks that are cut.
    /// - Parameter seed: the same seed gives the same brand.
    public static func random(seed: UInt64) -> PlanningBehaviour {
        var random = SeededGenerator(seed: seed, tenant: 0, purpose: 9)
        var brand = PlanningBehaviour()
        brand.refusedLoginStatus = random.pick([400, 401])
        brand.tokenMethod = random.pick(TokenMethod.allCases)
        brand.kindForm = random.pick(KindForm.allCases)
        brand.unavailabilityNumber = random.pick([85, 2, 65])
        brand.reasonForm = random.pick(ReasonForm.allCases)
        brand.updateForm = random.pick(UpdateForm.allCases)
        brand.timeInput = random.pick(TimeInput.allCases)
        brand.timeForm = random.pick(TimeForm.allCases)
        brand.wholeDay = random.pick(WholeDay.allCases)
        brand.tellsZone = random.chance(300)
        // Days of another zone are not those that Lucca speaks of.
        if brand.wholeDay == .bounds, random.chance(300) {
            brand.zone = random.pick(["Indian/Reunion", "America/Martinique", "Europe/London"])
            brand.tellsZone = true
        }
        brand.statuses = random.pick([[], requestedFirst, approvedFirst])
        brand.remarkForm = random.pick(RemarkForm.allCases)
        brand.departmentForm = random.pick(DepartmentForm.allCases)
        brand.createdStatus = random.pick([201, 200])
        brand.createAnswer = random.pick(CreateAnswer.allCases)
        brand.updateAnswer = random.pick(UpdateAnswer.allCases)
        brand.goneForm = random.pick(GoneForm.allCases)
        brand.errorForm = random.pick(ErrorForm.allCases)
        brand.lockedStatus = random.pick([403, 400])
        brand.missingThingStatus = random.pick([400, 404])
        brand.listForm = random.pick(ListForm.allCases)
        brand.paging = random.pick(Paging.allCases)
        brand.servesTotal = random.chance(500)
        brand.maximumPageSize = random.pick([1000, 100])
        if brand.createAnswer != .empty, random.chance(400) { brand.viewDays = 60 + random.below(200) }
        return brand
    }
}
