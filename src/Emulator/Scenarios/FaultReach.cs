using System.IO.Enumeration;
using Eso.Emulator.Aws.Protocol;
using Eso.Emulator.Faults;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios;

/// <summary>
/// Whether a fault can meet a request at all: an operation that AWS has not, a verb that Kubernetes has not, a target of
/// the one server on a fault of the other. Objects' names and kinds are anybody's to choose and are not judged.
/// </summary>
internal static class FaultReach
{
    private const string Unknown = "x";
    private static readonly string[] Verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
    private static readonly string[] Callers = ["external-secrets/v1", "eso/1"];

    private static readonly Lazy<IReadOnlyList<string>> Operations = new(() => ServiceRegistry.Shared.Services
        .SelectMany(s => s.Model.Operations.Select(o => $"{s.Declaration.Name}.{o.Name}")).Order(StringComparer.Ordinal).ToList());

    /// <summary>Operations of every service that reads and of every service that writes: enough where none is named.</summary>
    private static readonly string[] SomeOperations = ["secretsmanager.GetSecretValue", "secretsmanager.PutSecretValue", "sts.AssumeRole"];

    /// <summary>Why the fault meets no request; null when it may meet some.</summary>
    public static string? Problem(string kind, Fault fault)
    {
        if (Reaches(fault))
        {
            return null;
        }

        foreach (var (key, value, without, words) in Parts(fault))
        {
            if (value != FaultTarget.Anything && Reaches(without))
            {
                return $"{kind} meets no request with on.{key} '{value}'"
                    + (Nearest.Close(value, words) is { Length: > 0 } hint ? hint : About(fault));
            }
        }

        return $"{kind} meets no request with this 'on'{About(fault)}";
    }

    private static string About(Fault fault) => fault.Server switch
    {
        "aws" => ": it is about AWS, where 'on' takes caller, operation and name",
        "kube" => ": it is about Kubernetes, where 'on' takes caller, verb, resource, namespace and name",
        "webhook" => ": it is about webhooks, where 'on' takes namespace and name",
        _ => ": an operation is AWS's; verb, resource and namespace are Kubernetes'",
    };

    private static IEnumerable<(string Key, string Value, Fault Without, IReadOnlyList<string> Words)> Parts(Fault fault)
    {
        var on = fault.On;
        yield return ("operation", on.Operation, fault with { On = on with { Operation = FaultTarget.Anything } },
            fault.Server is "kube" or "webhook" ? [] : Operations.Value);
        yield return ("verb", on.Verb, fault with { On = on with { Verb = FaultTarget.Anything } }, fault.Server is "aws" ? [] : Verbs);
        yield return ("resource", on.Resource, fault with { On = on with { Resource = FaultTarget.Anything } }, []);
        yield return ("namespace", on.Namespace, fault with { On = on with { Namespace = FaultTarget.Anything } }, []);
        yield return ("name", on.Name, fault with { On = on with { Name = FaultTarget.Anything } }, []);
        yield return ("caller", on.Caller, fault with { On = on with { Caller = FaultTarget.Anything } }, []);
    }

    private static bool Reaches(Fault fault) => Requests(fault.On).Any(r => fault.Concerns(r) && fault.On.Matches(r));

    /// <summary>Requests of every kind that the target might mean, of callers of every kind.</summary>
    private static IEnumerable<RequestFacts> Requests(FaultTarget on)
    {
        string[] callers = [.. Callers, Sample(on.Caller)];
        var operations = on.Operation == FaultTarget.Anything ? SomeOperations : OperationsLike(on.Operation);
        foreach (var caller in callers)
        {
            foreach (var operation in operations)
            {
                yield return new RequestFacts("aws", caller, operation, "", "", "", "") { AwsNames = [Sample(on.Name)] };
            }

            foreach (var verb in Verbs)
            {
                // Leases are the operator's own; what else there is a sample stands for.
                foreach (var resource in (string[])[Sample(on.Resource), "leases"])
                {
                    yield return new RequestFacts("kube", caller, "", verb, resource, Sample(on.Namespace), Sample(on.Name))
                    {
                        IsWrite = verb is not ("get" or "list" or "watch"),
                    };
                }
            }

            yield return new RequestFacts("webhook", caller, "", "", "", Sample(on.Namespace), Sample(on.Name));
        }
    }

    /// <summary>The operations of the services that a pattern may mean: no other service's model is read.</summary>
    private static IEnumerable<string> OperationsLike(string pattern)
    {
        var service = pattern.Split('.')[0];
        return ServiceRegistry.Shared.Services
            .Where(s => !pattern.Contains('.', StringComparison.Ordinal)
                || FileSystemName.MatchesSimpleExpression(service, s.Declaration.Name, ignoreCase: true))
            .SelectMany(s => s.Model.Operations.Select(o => $"{s.Declaration.Name}.{o.Name}"));
    }

    /// <summary>A text that fits a pattern.</summary>
    private static string Sample(string pattern) => pattern.Replace("*", Unknown, StringComparison.Ordinal).Replace("?", Unknown, StringComparison.Ordinal);
}
