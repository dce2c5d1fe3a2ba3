/// How many requests a remote takes in which time. The SQL function `budget_shares` repeats the numbers, which a test compares.
public enum RequestPlan {
    /// Lucca takes 50 requests per 60 s and account.
    public static let luccaRequests = 50
    /// Two seconds more than Lucca's: requests don't arrive as evenly as they are sent.
    public static let luccaWindowSeconds = 62
    /// PlanningPME's plans are by the hour.
    public static let planningPMEWindowSeconds = 3600
    /// What PlanningPME sells as the plan to begin with.
    public static let planningPMEStandardRequests = 2000
}
