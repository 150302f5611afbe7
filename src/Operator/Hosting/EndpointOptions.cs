namespace Eso.Operator.Hosting;

/// <summary>Listeners that every command has; an empty address or <c>0</c> means none.</summary>
internal sealed record EndpointOptions
{
    public string MetricsAddress { get; init; } = "";

    public string HealthAddress { get; init; } = "";

    public bool MetricsSecure { get; init; }

    public bool MetricsAuth { get; init; }

    public string MetricsCertDir { get; init; } = "";

    public string MetricsCertName { get; init; } = "tls.crt";

    public string MetricsKeyName { get; init; } = "tls.key";

    public bool EnableHttp2 { get; init; }

    public bool HasMetrics => IsOn(MetricsAddress);

    public bool HasHealth => IsOn(HealthAddress);

    public static EndpointOptions Of(OperatorOptions options) => new()
    {
        MetricsAddress = options.MetricsAddress,
        HealthAddress = options.LiveAddress,
        MetricsSecure = options.MetricsSecure,
        MetricsAuth = options.MetricsAuth,
        MetricsCertDir = options.MetricsCertDir,
        MetricsCertName = options.MetricsCertName,
        MetricsKeyName = options.MetricsKeyName,
        EnableHttp2 = options.EnableHttp2,
    };

    private static bool IsOn(string address) => address is { Length: > 0 } and not "0";
}

/// <summary>What a process says about itself.</summary>
internal interface IHealth
{
    /// <summary>What is stuck, a line each; empty when the process makes progress.</summary>
    IReadOnlyList<string> Problems();

    /// <summary>What it still waits for before it can serve, a line each; empty when it is ready.</summary>
    IReadOnlyList<string> NotReady();
}

/// <summary>Several parts of one process: sound when all are.</summary>
internal sealed class JointHealth(params IReadOnlyList<IHealth> parts) : IHealth
{
    public IReadOnlyList<string> Problems() => [.. parts.SelectMany(p => p.Problems())];

    public IReadOnlyList<string> NotReady() => [.. parts.SelectMany(p => p.NotReady())];
}
