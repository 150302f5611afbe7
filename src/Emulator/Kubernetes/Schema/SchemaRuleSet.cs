using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>The x-kubernetes-validations of a schema, compiled, as a tree of the nodes that have any.</summary>
internal sealed class SchemaRuleSet
{
    private readonly SchemaNode _schema;
    private readonly List<SchemaRule> _rules;
    private readonly Dictionary<string, SchemaRuleSet> _properties;
    private readonly SchemaRuleSet? _items;
    private readonly SchemaRuleSet? _values;

    private SchemaRuleSet(SchemaNode schema, bool isRoot)
    {
        _schema = schema;
        _rules = schema.Rules.Select(r => new SchemaRule(r, schema, isRoot)).ToList();
        _properties = schema.Properties.Select(p => (p.Key, Set: Compile(p.Value, false)))
            .Where(p => p.Set is not null).ToDictionary(p => p.Key, p => p.Set!, StringComparer.Ordinal);
        _items = schema.Items is null ? null : Compile(schema.Items, false);
        _values = schema.AdditionalProperties is null ? null : Compile(schema.AdditionalProperties, false);
    }

    /// <summary>Null when the schema has no rules.</summary>
    public static SchemaRuleSet? Compile(SchemaNode root) => Compile(root, true);

    /// <summary>The errors of all rules that do not hold.</summary>
    /// <param name="warnings">Takes rules that fail where nothing changed: those are forgiven.</param>
    public List<FieldError> Validate(JsonNode? value, Correlation? correlation, List<string>? warnings)
    {
        var run = new Run(new CelBudget(CelProgram.ObjectCostMax), [], warnings);
        Visit(value, correlation, "", run);
        return run.Errors;
    }

    private static SchemaRuleSet? Compile(SchemaNode schema, bool isRoot)
    {
        var set = new SchemaRuleSet(schema, isRoot);
        return set._rules.Count + set._properties.Count == 0 && set._items is null && set._values is null ? null : set;
    }

    private void Visit(JsonNode? value, Correlation? correlation, string path, Run run)
    {
        if (run.Budget.Left < 0 || value is null)
        {
            return;
        }

        foreach (var rule in _rules)
        {
            One(rule, value, correlation, path, run);
            if (run.Budget.Left < 0)
            {
                run.Errors.Add(FieldError.Invalid(
                    path.Length == 0 ? "<nil>" : path,
                    _schema.Type,
                    "validation failed due to running out of cost budget, no further validation rules will be run"));
                return;
            }
        }

        switch (value)
        {
            case JsonObject obj:
                foreach (var (key, child) in obj)
                {
                    if (_properties.TryGetValue(key, out var property))
                    {
                        property.Visit(child, correlation?.Key(key), EmbeddedObjects.Join(path, key), run);
                    }
                    else if (_values is not null && !_schema.Properties.ContainsKey(key))
                    {
                        _values.Visit(child, correlation?.Key(key), $"{path}[{key}]", run);
                    }
                }

                break;
            case JsonArray list when _items is not null:
                for (var i = 0; i < list.Count; i++)
                {
                    _items.Visit(list[i], correlation?.Index(i), $"{path}[{i}]", run);
                }

                break;
        }
    }

    private static void One(SchemaRule rule, JsonNode? value, Correlation? correlation, string path, Run run)
    {
        var error = rule.Run(value, correlation is not null, correlation?.Old, path, run.Budget);
        if (error is null)
        {
            return;
        }

        if (!rule.UsesOldSelf && correlation is { IsUnchanged: true })
        {
            // Ratcheting: what was bad before may stay bad, with a warning.
            run.Warnings?.Add(error.ToString());
            return;
        }

        run.Errors.Add(error.Field.Length == 0 ? error with { Field = "<nil>" } : error);
    }

    private sealed record Run(CelBudget Budget, List<FieldError> Errors, List<string>? Warnings);
}
