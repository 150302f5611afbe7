using System.IO.Enumeration;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults;

/// <summary>Which requests a fault is about. Every text may hold <c>*</c>; what is left out matches everything.</summary>
internal sealed record FaultTarget
{
    [About("Part of the caller's user agent or name, e.g. external-secrets*.")]
    public string Caller { get; init; } = "*";

    [About("AWS operation, e.g. secretsmanager.GetSecretValue or *.Get*.")]
    public string Operation { get; init; } = "*";

    [About("Kubernetes verb: get, list, watch, create, update, patch, delete.")]
    public string Verb { get; init; } = "*";

    [About("Kubernetes resource in the plural, e.g. secrets or externalsecrets/status.")]
    public string Resource { get; init; } = "*";

    [About("Kubernetes namespace.")]
    public string Namespace { get; init; } = "*";

    [About("The object's name (Kubernetes).")]
    public string Name { get; init; } = "*";

    public bool Matches(RequestFacts facts) => Fits(Caller, facts.Caller)
        && (facts.Target == "aws"
            ? Fits(Operation, facts.Operation) && Verb == "*" && Resource == "*" && Namespace == "*" && Name == "*"
            : Operation == "*" && Fits(Verb, facts.Verb) && Fits(Resource, facts.Resource)
                && Fits(Namespace, facts.Namespace) && Fits(Name, facts.Name));

    private static bool Fits(string pattern, string text) =>
        pattern == "*" || FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}

/// <summary>What a request is, as far as a fault can tell from outside the server.</summary>
internal sealed record RequestFacts(
    string Target, string Caller, string Operation, string Verb, string Resource, string Namespace, string Name);
