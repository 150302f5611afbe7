using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Pods;

/// <summary>Which nodes, and beside which other Pods, a Pod wants to be.</summary>
internal static class AffinityRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Validate(JsonObject? affinity, string path, List<FieldError> errors)
    {
        Nodes(Child(affinity, "nodeAffinity"), $"{path}.nodeAffinity", errors);
        foreach (var side in (string[])["podAffinity", "podAntiAffinity"])
        {
            var at = $"{path}.{side}";
            foreach (var (i, term) in Items(Child(affinity, side), Required))
            {
                PodTerm(term, $"{at}.{Required}[{i}]", errors);
            }

            foreach (var (i, weighted) in Items(Child(affinity, side), Preferred))
            {
                Weight(weighted, $"{at}.{Preferred}[{i}]", errors);
                PodTerm(Child(weighted, "podAffinityTerm") ?? [], $"{at}.{Preferred}[{i}].podAffinityTerm", errors);
            }
        }
    }

    /// <summary>An expression of a node selector term.</summary>
    public static void NodeExpression(JsonObject expression, string path, List<FieldError> errors)
    {
        var op = Text(expression, "operator");
        var values = Texts(expression, "values").Count();
        switch (op)
        {
            case "In" or "NotIn" when values == 0:
                errors.Add(FieldError.Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values > 0:
                errors.Add(FieldError.Forbidden(
                    $"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "Gt" or "Lt" when values != 1:
                errors.Add(FieldError.Required(
                    $"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist" or "Gt" or "Lt":
                break;
            default:
                errors.Add(FieldError.Invalid($"{path}.operator", op, "not a valid selector operator"));
                break;
        }

        var key = Text(expression, "key");
        ObjectMeta.AddAll(errors, $"{path}.key", key, Names.Qualified(key));
    }

    private static void Nodes(JsonObject? affinity, string path, List<FieldError> errors)
    {
        if (Child(affinity, Required) is { } required)
        {
            var at = $"{path}.{Required}.nodeSelectorTerms";
            if (!Items(required, "nodeSelectorTerms").Any())
            {
                errors.Add(FieldError.Required(at, "must have at least one node selector term"));
            }

            foreach (var (i, term) in Items(required, "nodeSelectorTerms"))
            {
                NodeTerm(term, strict: true, $"{at}[{i}]", errors);
            }
        }

        foreach (var (i, preferred) in Items(affinity, Preferred))
        {
            Weight(preferred, $"{path}.{Preferred}[{i}]", errors);
            NodeTerm(Child(preferred, "preference") ?? [], strict: false, $"{path}.{Preferred}[{i}].preference", errors);
        }
    }

    /// <param name="term">The term.</param>
    /// <param name="strict">False for mere preferences: their values are not looked at.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="errors">Gets what is wrong.</param>
    private static void NodeTerm(JsonObject term, bool strict, string path, List<FieldError> errors)
    {
        foreach (var (i, expression) in Items(term, "matchExpressions"))
        {
            var at = $"{path}.matchExpressions[{i}]";
            NodeExpression(expression, at, errors);
            foreach (var (n, value) in strict ? Texts(expression, "values").Index() : [])
            {
                ObjectMeta.AddAll(errors, $"{at}.values[{n}]", value, Names.LabelValue(value));
            }
        }

        foreach (var (i, field) in Items(term, "matchFields"))
        {
            NodeField(field, $"{path}.matchFields[{i}]", errors);
        }
    }

    private static void NodeField(JsonObject field, string path, List<FieldError> errors)
    {
        var (op, key, values) = (Text(field, "operator"), Text(field, "key"), Texts(field, "values").ToList());
        if (op is not ("In" or "NotIn"))
        {
            errors.Add(FieldError.Invalid($"{path}.operator", op, "not a valid selector operator"));
        }
        else if (values.Count != 1)
        {
            errors.Add(FieldError.Required(
                $"{path}.values", "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
        }

        if (key != "metadata.name")
        {
            errors.Add(FieldError.Invalid($"{path}.key", key, "not a valid field selector key"));
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            ObjectMeta.AddAll(errors, $"{path}.values[{i}]", values[i], Names.Subdomain(values[i]));
        }
    }

    private static void Weight(JsonObject term, string path, List<FieldError> errors)
    {
        if (Number(term, "weight") is var weight and (< 1 or > 100))
        {
            errors.Add(FieldError.Invalid($"{path}.weight", weight, "must be in the range 1-100"));
        }
    }

    private static void PodTerm(JsonObject term, string path, List<FieldError> errors)
    {
        SelectorRules.Validate(Child(term, "labelSelector"), $"{path}.labelSelector", errors);
        SelectorRules.Validate(Child(term, "namespaceSelector"), $"{path}.namespaceSelector", errors);
        foreach (var name in Texts(term, "namespaces"))
        {
            ObjectMeta.AddAll(errors, $"{path}.namespace", name, Names.Label(name));
        }

        var key = Text(term, "topologyKey");
        if (key.Length == 0)
        {
            errors.Add(FieldError.Required($"{path}.topologyKey", "can not be empty"));
        }

        ObjectMeta.AddAll(errors, $"{path}.topologyKey", key, Names.Qualified(key));
    }
}
