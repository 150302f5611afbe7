using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>What CRD creation refuses about rules: faults of compilation, oldSelf where nothing correlates, and cost.</summary>
internal sealed class RuleProblems(IReadOnlySet<string> faulty)
{
    private const ulong RuleCostMax = 10_000_000;
    private const ulong TotalCostMax = 100_000_000;
    private readonly List<FieldError> _errors = [];
    private readonly List<(string Path, ulong Cost)> _costs = [];

    /// <param name="faulty">The nodes at or below which other things are wrong: their rules are not compiled.</param>
    public static List<FieldError> Of(SchemaNode root, string path, IReadOnlySet<string> faulty)
    {
        var problems = new RuleProblems(faulty);
        problems.Visit(root, path, true, 1, null);
        problems.Total(path);
        return problems._errors;
    }

    // A null cardinality is unbounded: under a list or map without a limit, at any depth, the size of a request bounds it.
    private void Visit(SchemaNode schema, string path, bool isRoot, ulong? cardinality, string? uncorrelated)
    {
        foreach (var (key, child) in schema.Properties)
        {
            var at = $"{path}.properties[{key}]";
            Visit(child, at, false, cardinality, uncorrelated ?? (schema.MapType == "atomic" ? path : null));
        }

        if (schema.Items is not null)
        {
            Visit(schema.Items, path + ".items", false, Times(cardinality, schema.MaxItems), uncorrelated ?? (schema.ListType == "map" ? null : path));
        }

        if (schema.AdditionalProperties is not null)
        {
            Visit(schema.AdditionalProperties, path + ".additionalProperties", false, Times(cardinality, schema.MaxProperties), uncorrelated);
        }

        if (schema.Rules.Count == 0 || faulty.Contains(path))
        {
            return;
        }

        if (CelType.Of(schema, isRoot) is null)
        {
            _errors.Add(new FieldError(
                path + ".x-kubernetes-validations", FieldErrorType.Internal, null, SchemaRule.NoType));
            return;
        }

        for (var i = 0; i < schema.Rules.Count; i++)
        {
            Rule(schema, schema.Rules[i], $"{path}.x-kubernetes-validations[{i}]", isRoot, cardinality, uncorrelated);
        }
    }

    private void Rule(SchemaNode schema, JsonObject json, string path, bool isRoot, ulong? cardinality, string? uncorrelated)
    {
        var instances = cardinality ?? CelCost.InstancesMax(schema, isRoot);
        var rule = new SchemaRule(json, schema, isRoot);
        if (rule.CompileFault is not null)
        {
            _errors.Add(FieldError.Invalid(path + ".rule", Shown(json), rule.CompileFault));
        }
        else
        {
            var cost = CelRange.Multiply(CelCost.Max(rule.Program!, schema, isRoot), instances);
            Cost(cost, path + ".rule", "estimated rule cost");
            Message(schema, rule, json, path, isRoot);
        }

        if (rule.UsesOldSelf && uncorrelated is not null)
        {
            _errors.Add(FieldError.Invalid(
                path + ".rule", rule.Source, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelated}"));
        }
        else if (!rule.UsesOldSelf && json["optionalOldSelf"] is JsonValue optional)
        {
            _errors.Add(FieldError.Invalid(path + ".optionalOldSelf", optional.DeepClone(), "may not be set if oldSelf is not used in rule"));
        }
    }

    private void Message(SchemaNode schema, SchemaRule rule, JsonObject json, string path, bool isRoot)
    {
        if (rule.MessageFault is not null)
        {
            _errors.Add(FieldError.Invalid(path + ".messageExpression", Shown(json), rule.MessageFault));
        }
        else if (rule.MessageProgram is not null)
        {
            Cost(CelCost.Max(rule.MessageProgram, schema, isRoot), path + ".messageExpression", "estimated messageExpression cost");
        }
    }

    private static ulong? Times(ulong? cardinality, long? limit) =>
        cardinality is { } known && limit is { } max ? CelRange.Multiply(known, (ulong)Math.Max(0, max)) : null;

    private void Cost(ulong cost, string path, string name)
    {
        _costs.Add((path, cost));
        if (cost > RuleCostMax)
        {
            _errors.Add(FieldError.Forbidden(path, Exceeds(name, cost, RuleCostMax)));
        }
    }

    private void Total(string path)
    {
        const int shown = 4;
        var total = _costs.Aggregate(default(CelRange), (sum, c) => sum + c.Cost).Max;
        if (total <= TotalCostMax)
        {
            return;
        }

        foreach (var (at, _) in _costs.Where(c => c.Cost >= TotalCostMax / 100).OrderByDescending(c => c.Cost).Take(shown))
        {
            _errors.Add(FieldError.Forbidden(at, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        }

        _errors.Add(FieldError.Forbidden(
            path, Exceeds("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", total, TotalCostMax)));
    }

    private static string Exceeds(string name, ulong cost, ulong limit)
    {
        var factor = (double)cost / limit;
        var shown = factor > 100 ? "more than 100x" : factor < 1.5
            ? factor.ToString("F6", CultureInfo.InvariantCulture) + "x"
            : factor.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{name} exceeds budget by factor of {shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength "
            + "where arrays, maps, and strings are declared)";
    }

    /// <summary>The Go struct the real server prints.</summary>
    private static JsonObject Shown(JsonObject rule) => new()
    {
        ["Rule"] = rule["rule"]?.DeepClone() ?? "",
        ["Message"] = rule["message"]?.DeepClone() ?? "",
        ["MessageExpression"] = rule["messageExpression"]?.DeepClone() ?? "",
        ["Reason"] = rule["reason"]?.DeepClone(),
        ["FieldPath"] = rule["fieldPath"]?.DeepClone() ?? "",
        ["OptionalOldSelf"] = rule["optionalOldSelf"]?.DeepClone(),
    };
}
