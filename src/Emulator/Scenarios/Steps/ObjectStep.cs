using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Steps;

/// <summary>A step about one Kubernetes object.</summary>
internal abstract record ObjectStep : Step
{
    [About("The object's kind, e.g. ExternalSecret.")]
    public required string Kind { get; init; }

    [About("The object's name.")]
    public required string Name { get; init; }

    [About("The namespace; default when left out, ignored for cluster-wide kinds.")]
    public string Namespace { get; init; } = "default";

    [About("The API version, for kinds that are not known by their name alone.")]
    public string? ApiVersion { get; init; }

    public override string? Problem(string folder) =>
        ApiVersion is null && !Kind.Contains(Variables.Unknown, StringComparison.Ordinal) ? WellKnownKinds.Problem(Kind) : null;

    protected ObjectKey Key => WellKnownKinds.Key(Kind, Namespace, Name, ApiVersion);
}
