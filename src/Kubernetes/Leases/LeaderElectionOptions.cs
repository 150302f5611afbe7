namespace Eso.Kubernetes.Leases;

/// <summary>Timing of a leader election, with the meanings and defaults of client-go.</summary>
public sealed record LeaderElectionOptions
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Who we are among the candidates: unique per process.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait before they take over from a silent leader.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that could not renew for so long stops leading; shorter than <see cref="LeaseDuration"/>.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Wait between tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
