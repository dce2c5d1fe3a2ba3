enum PlanningPMEPlaceholder {}
