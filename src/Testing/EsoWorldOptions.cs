using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Grounds;

namespace Eso.Testing;

/// <summary>How a world is made. Every default gives the same world in every run.</summary>
public sealed class EsoWorldOptions
{
    /// <summary>
    /// Where the world is: <c>embedded</c>, <c>envtest</c>, <c>external</c> or <c>containers</c>. The default is the
    /// variable <c>ESO_GROUND</c>, else <c>embedded</c>.
    /// </summary>
    public string Ground { get; set; } =
        System.Environment.GetEnvironmentVariable("ESO_GROUND") is { Length: > 0 } ground ? ground : "embedded";

    /// <summary>The world's time at the beginning; 2026-01-01T00:00:00Z unless set.</summary>
    public DateTimeOffset Now { get; set; } = WorldOptions.Epoch;

    /// <summary>Where ids and chance come from: the same seed gives the same ids.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Runs the operator; false leaves both servers and the CRDs.</summary>
    public bool Operator { get; set; } = true;

    /// <summary>Lets the operator write kinds other than Secrets, as its flag <c>--unsafe-allow-generic-targets</c> does.</summary>
    public bool GenericTargets { get; set; }

    /// <summary>The role the operator takes on with its projected token, as IRSA gives it; null: static test keys.</summary>
    public string? OperatorRole { get; set; }

    /// <summary>Enforces IAM policies instead of allowing everything.</summary>
    public bool EnforceIam { get; set; }

    /// <summary>Enforces AWS's published request rates.</summary>
    public bool EnforceQuotas { get; set; }

    /// <summary>Lets the operator compete for its Lease, as replicas do.</summary>
    public bool LeaderElection { get; set; }

    /// <summary>Lets scenarios run commands on this machine.</summary>
    public bool AllowCommands { get; set; }

    /// <summary>Shows secret values in failures; they are masked otherwise.</summary>
    public bool ShowValues { get; set; }

    /// <summary>Hears the operator's warnings and errors, a line each; never a secret value.</summary>
    public Action<string>? Log { get; set; }

    internal WorldOptions Shape(WorldOptions options) => options with
    {
        Operator = Operator,
        GenericTargets = GenericTargets,
        OperatorRole = OperatorRole,
        LeaderElection = LeaderElection,
        Iam = EnforceIam ? IamMode.Enforce : options.Iam,
        Quotas = EnforceQuotas ? QuotaMode.Aws : options.Quotas,
        Log = Log,
    };
}
