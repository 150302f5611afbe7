using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Aws.Usage;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

[About("The world a scenario wants, where the ground can choose it.")]
internal sealed record WorldSettings
{
    [About("Enforce: AWS evaluates policies for every caller but the test keys. Off by default.")]
    public IamMode Iam { get; init; } = IamMode.Off;

    [About("Aws: AWS throttles at its published rates. Off by default.")]
    public QuotaMode Quotas { get; init; } = QuotaMode.Off;

    [About("True: the operator may write targets other than Secrets.")]
    public bool GenericTargets { get; init; }

    [About("The ARN of the role that the operator takes on with its own projected token.")]
    public string? OperatorRole { get; init; }

    [About("True: the operator competes for its Lease, as replicas do.")]
    public bool LeaderElection { get; init; }

    [About("True: the operator reaches both servers over real sockets and TLS instead of in memory.")]
    public bool Sockets { get; init; }

    [About("False: no operator runs until a step starts one.")]
    public bool Operator { get; init; } = true;

    /// <summary>What the ground must offer for them.</summary>
    public IEnumerable<Need> Needs =>
        (Iam == IamMode.Off && OperatorRole is null ? [] : new[] { Need.Iam }).Concat(LeaderElection || !Operator ? [Need.Operator] : []);

    /// <summary>An embedded world of these settings.</summary>
    public WorldOptions Options(DateTimeOffset? now, int seed) =>
        Shape(new WorldOptions { Now = now ?? WorldOptions.Epoch, Seed = seed });

    /// <summary>The same options with these settings.</summary>
    public WorldOptions Shape(WorldOptions options) => options with
    {
        Iam = Iam,
        Quotas = Quotas,
        GenericTargets = GenericTargets,
        OperatorRole = OperatorRole,
        LeaderElection = LeaderElection,
        Operator = Operator,
        KeepLogs = true,
        InMemory = !Sockets,
    };
}
