using System.Net.Security;
using System.Security.Authentication;

namespace Eso.Operator.Admission;

/// <summary>Settings of the webhook server: ESO's flags (eso.md §9.2).</summary>
internal sealed record WebhookOptions
{
    public int Port { get; init; } = 10250;

    /// <summary>Name the certificate must be made out for.</summary>
    public string DnsName { get; init; } = "localhost";

    public string CertDir { get; init; } = "/tmp/k8s-webhook-server/serving-certs";

    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the certificate must still be good at every check; else the process ends, to be started anew.</summary>
    public TimeSpan LookaheadInterval { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Cipher suites by their IANA names, comma-separated; empty leaves them to the system.</summary>
    public string TlsCiphers { get; init; } = "";

    public string TlsMinVersion { get; init; } = "1.2";

    public string HealthAddress { get; init; } = ":8081";

    public bool EnableHttp2 { get; init; }

    /// <summary>Listen on the loopback address only.</summary>
    public bool LoopbackOnly { get; init; }

    public SslProtocols Protocols => TlsMinVersion == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>Null when they are left to the system.</summary>
    public IReadOnlyList<TlsCipherSuite>? Ciphers => TlsCiphers.Length == 0
        ? null
        : [.. TlsCiphers.Split(',', StringSplitOptions.TrimEntries).Select(Enum.Parse<TlsCipherSuite>)];

    /// <summary>Problems of these settings, each a sentence; empty when none.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        if (TlsMinVersion is not ("1.0" or "1.1" or "1.2" or "1.3"))
        {
            problems.Add($"--tls-min-version must be 1.0, 1.1, 1.2 or 1.3, not {TlsMinVersion}");
        }

        foreach (var name in TlsCiphers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Enum.TryParse<TlsCipherSuite>(name, out _))
            {
                problems.Add($"--tls-ciphers names {name}, which is no cipher suite");
            }
        }

        if (Port is < 0 or > 65535)
        {
            problems.Add("--port must be between 0 and 65535");
        }

        if (CheckInterval <= TimeSpan.Zero)
        {
            problems.Add("--check-interval must be positive");
        }

        return problems;
    }
}
