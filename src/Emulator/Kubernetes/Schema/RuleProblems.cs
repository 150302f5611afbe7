using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>What CRD creation refuses about rules: faults of compilation, oldSelf where nothing correlates, and cost.</summary>
internal sealed class RuleProblems
{
    private const double RuleCostMax = 10_000_000;
    private const double TotalCostMax = 100_000_000;
    private readonly List<FieldError> _errors = [];
    private readonly List<(string Path, double Cost)> _costs = [];

    public static List<FieldError> Of(SchemaNode root, string path)
    {
        var problems = new RuleProblems();
        problems.Visit(root, path, true, 1d, null);
        problems.Total(path);
        return problems._errors;
    }

    // A null cardinality is unbounded: under a list or map without a limit, at any depth, the size of a request bounds it.
    private void Visit(SchemaNode schema, string path, bool isRoot, double? cardinality, string? uncorrelated)
    {
        if (schema.Rules.Count > 0 && CelType.Of(schema, isRoot) is null)
        {
            _errors.Add(new FieldError(
                path + ".x-kubernetes-validations", FieldErrorType.Internal, null, SchemaRule.NoType));
        }

        for (var i = 0; i < schema.Rules.Count; i++)
        {
            Rule(schema, schema.Rules[i], $"{path}.x-kubernetes-validations[{i}]", isRoot, cardinality, uncorrelated);
        }

        foreach (var (key, child) in schema.Properties)
        {
            var at = $"{path}.properties[{key}]";
            Visit(child, at, false, cardinality, uncorrelated ?? (schema.MapType == "atomic" ? path : null));
        }

        if (schema.Items is not null)
        {
            Visit(schema.Items, path + ".items", false, cardinality * schema.MaxItems, uncorrelated ?? (schema.ListType == "map" ? null : path));
        }

        if (schema.AdditionalProperties is not null)
        {
            Visit(schema.AdditionalProperties, path + ".additionalProperties", false, cardinality * schema.MaxProperties, uncorrelated);
        }
    }

    private void Rule(SchemaNode schema, JsonObject json, string path, bool isRoot, double? cardinality, string? uncorrelated)
    {
        var instances = cardinality ?? CelCost.InstancesMax(schema);
        var rule = new SchemaRule(json, schema, isRoot);
        if (rule.HasNoType)
        {
            return;
        }

        if (rule.CompileFault is not null)
        {
            _errors.Add(FieldError.Invalid(path + ".rule", Shown(json), rule.CompileFault));
            return;
        }

        Cost(CelCost.Of(rule.Program!.Expression, schema) * instances, path + ".rule", "estimated rule cost");
        if (rule.MessageFault is not null)
        {
            _errors.Add(FieldError.Invalid(path + ".messageExpression", Shown(json), rule.MessageFault));
        }
        else if (rule.MessageProgram is not null)
        {
            Cost(CelCost.Of(rule.MessageProgram.Expression, schema) * instances, path + ".messageExpression", "estimated messageExpression cost");
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

    private void Cost(double cost, string path, string name)
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
        var total = _costs.Sum(c => c.Cost);
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

    private static string Exceeds(string name, double cost, double limit)
    {
        var factor = cost / limit;
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
