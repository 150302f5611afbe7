using System.IO.Enumeration;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults;

/// <summary>Which requests a fault is about. Every text may hold <c>*</c>; what is left out matches everything.</summary>
internal sealed record FaultTarget
{
    /// <summary>How the scenario's own requests call themselves: faults are not for them unless they are named.</summary>
    public const string Ourselves = "eso-scenario";

    /// <summary>What is left out.</summary>
    public const string Anything = "*";

    [About("Part of the caller's user agent, e.g. external-secrets* or eso/*; anybody but the scenario itself when left out.")]
    public string Caller { get; init; } = Anything;

    [About("AWS operation, e.g. secretsmanager.GetSecretValue or *.Get*.")]
    public string Operation { get; init; } = Anything;

    [About("Kubernetes verb: get, list, watch, create, update, patch, delete.")]
    public string Verb { get; init; } = Anything;

    [About("Kubernetes resource in the plural, e.g. secrets or externalsecrets/status.")]
    public string Resource { get; init; } = Anything;

    [About("Kubernetes namespace; a webhook's Service's.")]
    public string Namespace { get; init; } = Anything;

    [About("Kubernetes: the object's name. AWS: the secret's, parameter's, key's or role's name or ARN. A webhook's: its Service or host.")]
    public string Name { get; init; } = Anything;

    public bool Matches(RequestFacts facts) => FromThem(facts.Caller) && facts.Target switch
    {
        "aws" => Fits(Operation, facts.Operation) && Verb == Anything && Resource == Anything && Namespace == Anything
            && (Name == Anything || facts.AwsNames.Any(n => Fits(Name, n))),
        "webhook" => Operation == Anything && Fits(Namespace, facts.Namespace) && Fits(Name, facts.Name),
        _ => Operation == Anything && Fits(Verb, facts.Verb) && Fits(Resource, facts.Resource)
            && Fits(Namespace, facts.Namespace) && Fits(Name, facts.Name),
    };

    /// <summary>As <see cref="Matches"/> for one event of a watch, which is about one object.</summary>
    public bool MatchesEvent(RequestFacts watch, string ns, string name) => FromThem(watch.Caller)
        && Operation == Anything && Fits(Verb, "watch") && Fits(Resource, watch.Resource) && Fits(Namespace, ns) && Fits(Name, name);

    private bool FromThem(string caller) => Caller == Anything
        ? !caller.StartsWith(Ourselves, StringComparison.Ordinal)
        : Fits(Caller, caller);

    private static bool Fits(string pattern, string text) =>
        pattern == Anything || FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}

/// <summary>What a request is, as far as a fault can tell from outside the server.</summary>
internal sealed record RequestFacts(
    string Target, string Caller, string Operation, string Verb, string Resource, string Namespace, string Name)
{
    private static readonly string[] AwsReads = ["Get", "Batch", "List", "Describe", "Assume", "Decrypt"];

    /// <summary>AWS: what the request is about, by every form of its name; known where a fault asks for it.</summary>
    public IReadOnlyList<string> AwsNames { get; init; } = [];

    /// <summary>Kubernetes: it changes an object people look at.</summary>
    public bool IsWrite { get; init; }

    /// <summary>AWS: the operation changes nothing.</summary>
    public bool IsAwsRead => Target == "aws"
        && AwsReads.Any(r => Operation[(Operation.IndexOf('.', StringComparison.Ordinal) + 1)..].StartsWith(r, StringComparison.Ordinal));

    /// <summary>Sent by the operator, to either server.</summary>
    public bool FromOperator => Caller.StartsWith("external-secrets", StringComparison.Ordinal)
        || Caller.StartsWith("eso/", StringComparison.Ordinal);
}
