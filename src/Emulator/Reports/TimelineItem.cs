namespace Eso.Emulator.Reports;

/// <summary>Where something is shown.</summary>
internal enum Lane
{
    Step,
    Aws,
    Watch,
    Reconcile,
    Write,
    Secret,
    Pod,
}

/// <summary>One thing that happened.</summary>
/// <param name="Time">On the world's clock.</param>
/// <param name="Label">What people read first.</param>
/// <param name="Detail">The rest; empty when there is none.</param>
/// <param name="Bad">An error, a refusal, a warning, a failure.</param>
internal sealed record TimelineItem(DateTimeOffset Time, Lane Lane, string Label, string Detail, bool Bad)
{
    /// <summary>Real time since the scenario began; for people, not part of a replay.</summary>
    public TimeSpan Real { get; init; }

    /// <summary>Who: the scenario, the operator, the cluster itself.</summary>
    public string By { get; init; } = "";
}
