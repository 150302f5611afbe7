using System.Globalization;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Clock;
using Eso.Emulator.Kubernetes;

namespace Eso.Emulator.Grounds;

/// <summary>How an embedded world is made.</summary>
internal sealed record WorldOptions
{
    /// <summary>Address both servers listen on; loopback unless told otherwise.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port of AWS and the control endpoint; 0: a free one.</summary>
    public int AwsPort { get; init; }

    /// <summary>Port of the Kubernetes API; 0: a free one.</summary>
    public int KubePort { get; init; }

    /// <summary>Whether the Kubernetes API speaks TLS.</summary>
    public bool KubeTls { get; init; } = true;

    /// <summary>What else is chosen about the API server; the world adds its own CRDs and clock.</summary>
    public KubeServerOptions Kube { get; init; } = new();

    public ClockMode ClockMode { get; init; } = ClockMode.Manual;

    /// <summary>The world's time at the beginning; null: now.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>Where ids and chance come from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Real time that the world may take to come to rest before the wait is given up.</summary>
    public TimeSpan QuietWithin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs the operator in this process.</summary>
    public bool Operator { get; init; } = true;

    /// <summary>Lets the operator write kinds other than Secrets, as its flag does.</summary>
    public bool GenericTargets { get; init; }

    /// <summary>The operator competes for its Lease.</summary>
    public bool LeaderElection { get; init; }

    /// <summary>The operator reaches both servers without sockets: the same bytes, in a fraction of the time.</summary>
    public bool InMemory { get; init; }

    /// <summary>Keeps every line the operator logs, for those who look for what must not be there.</summary>
    public bool KeepLogs { get; init; }

    /// <summary>
    /// Puts a handler between the operator and a server (<c>aws</c> or <c>kube</c>): how tests give an operator bugs it
    /// does not have.
    /// </summary>
    public Func<string, HttpMessageHandler, HttpMessageHandler>? Between { get; init; }

    /// <summary>The role the operator itself takes on with its projected token, as IRSA gives it; null: static test keys.</summary>
    public string? OperatorRole { get; init; }

    public SignatureMode Signatures { get; init; } = SignatureMode.Any;

    public IamMode Iam { get; init; } = IamMode.Off;

    /// <summary>Folder in which the embedded AWS keeps every acknowledged write; null: memory only.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Whether AWS's request rates are enforced.</summary>
    public QuotaMode Quotas { get; init; } = QuotaMode.Off;

    /// <summary>Told after each reconcile: controller, key, when it began, how it ended; null: nobody.</summary>
    public Action<string, string, DateTimeOffset, string>? Reconciled { get; init; }

    /// <summary>Where a running world's own trouble is told; null: nowhere.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>The default start of manual worlds: recognisable, and the same in every run.</summary>
    public static readonly DateTimeOffset Epoch =
        DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture);
}
