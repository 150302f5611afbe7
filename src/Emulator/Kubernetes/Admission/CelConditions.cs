using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>CEL over an admission request: object, oldObject, request, params, namespaceObject, variables, authorizer.</summary>
internal static class CelConditions
{
    private const int ProgramsMax = 4096;

    private static readonly Dictionary<string, CelType> Types = new(StringComparer.Ordinal)
    {
        ["object"] = CelType.Dyn,
        ["oldObject"] = CelType.Dyn,
        ["request"] = CelType.Dyn,
        ["params"] = CelType.Dyn,
        ["namespaceObject"] = CelType.Dyn,
        ["variables"] = CelType.Dyn,
        ["authorizer"] = CelType.Dyn,
    };

    private static readonly ConcurrentDictionary<string, CelProgram> Programs = new(StringComparer.Ordinal);

    /// <summary>What expressions about one request may read.</summary>
    public static async ValueTask<Dictionary<string, object?>> VariablesAsync(AdmissionAttributes attributes, Kind matched)
    {
        var obj = await AdmissionReviews.ShowAsync(attributes, matched, attributes.Object).ConfigureAwait(false);
        var old = await AdmissionReviews.ShowAsync(attributes, matched, attributes.Old).ConfigureAwait(false);
        var request = AdmissionReviews.Request(attributes, matched, null, null, "");
        foreach (var field in (string[])["uid", "object", "oldObject"])
        {
            request.Remove(field);
        }

        var ns = attributes.Kind.Resource.Namespaced ? attributes.Core.Find("namespaces", "", attributes.Namespace)?.Parse() : null;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["object"] = CelValues.From(obj, null),
            ["oldObject"] = CelValues.From(old, null),
            ["request"] = CelValues.From(request, null),
            ["namespaceObject"] = CelValues.From(ns, null),
            ["params"] = null,
            ["authorizer"] = Authorizer(attributes, attributes.User),
        };
    }

    private static CelAuthorizer Authorizer(AdmissionAttributes attributes, Access.KubeUser user) => new(
        wanted => attributes.Core.Authorizer.Check(user, wanted),
        (ns, name) => Authorizer(attributes, new Access.KubeUser(
            $"system:serviceaccount:{ns}:{name}",
            ["system:serviceaccounts", $"system:serviceaccounts:{ns}", Access.KubeUser.Authenticated])),
        new Access.AccessAttributes
        {
            Verb = "",
            Group = attributes.Kind.Resource.Group,
            Resource = attributes.Kind.Resource.Plural,
            Subresource = attributes.Subresource,
            Namespace = attributes.Namespace,
            Name = attributes.Name,
        });

    /// <summary>The value, or a <see cref="CelError"/>; an expression that does not compile is one too.</summary>
    public static object? Run(
        string expression, Dictionary<string, object?> variables, CelBudget budget, bool patchTypes = false)
    {
        try
        {
            // Patch types make one expression mean two things: those that use them are kept apart.
            var key = patchTypes ? "patch:" + expression : expression;
            if (!Programs.TryGetValue(key, out var program))
            {
                program = CelProgram.Compile(expression, Types, patchTypes);
                if (Programs.Count >= ProgramsMax)
                {
                    Programs.Clear();
                }

                Programs[key] = program;
            }

            return program.Run(variables, budget);
        }
        catch (CelSyntaxException e)
        {
            return new CelError("compilation failed: " + e.Message);
        }
    }

    /// <summary>True: all hold; false: one does not; else the fault of the first that cannot be told.</summary>
    public static (bool Hold, string? Fault) All(
        IReadOnlyList<(string Name, string Expression)> conditions, Dictionary<string, object?> variables)
    {
        string? fault = null;
        var budget = new CelBudget(CelProgram.ObjectCostMax);
        foreach (var (name, expression) in conditions)
        {
            switch (Run(expression, variables, budget))
            {
                case false:
                    return (false, null);
                case true:
                    break;
                case CelError error:
                    fault ??= error.Message;
                    break;
                default:
                    fault ??= $"match condition {name} is no boolean";
                    break;
            }
        }

        return (fault is null, fault);
    }
}

/// <summary>A policy's variables, evaluated when first read.</summary>
internal sealed class PolicyVariables(JsonObject spec, Dictionary<string, object?> scope, CelBudget budget) : CelMap
{
    private readonly Dictionary<string, string> expressions = ObjectFields.Items(spec, "variables")
        .ToDictionary(v => ObjectFields.Text(v.Item, "name"), v => ObjectFields.Text(v.Item, "expression"), StringComparer.Ordinal);

    private readonly Dictionary<string, object?> known = new(StringComparer.Ordinal);

    public override int Count => expressions.Count;

    public override IEnumerable<object> Keys => expressions.Keys;

    public override bool TryGet(object key, out object? value)
    {
        value = null;
        if (key is not string name || !expressions.TryGetValue(name, out var expression))
        {
            return false;
        }

        if (!known.TryGetValue(name, out value))
        {
            // A variable that names itself finds this error instead of running for ever.
            known[name] = new CelError($"variable {name} refers to itself");
            known[name] = value = CelConditions.Run(expression, scope, budget);
        }

        return true;
    }
}
