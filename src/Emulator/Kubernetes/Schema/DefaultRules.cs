using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>Defaults must be pruned and valid themselves.</summary>
internal static class DefaultRules
{
    public static List<FieldError> Check(SchemaNode schema, string path)
    {
        var errors = new List<FieldError>();
        Visit(schema, path, true, false, errors);
        return errors;
    }

    private static void Visit(SchemaNode s, string path, bool isRoot, bool insideMeta, List<FieldError> errors)
    {
        if (s.Default is not null)
        {
            One(s, s.Default, path + ".default", isRoot || s.EmbeddedResource, insideMeta, errors);
        }

        if (s.Items is not null)
        {
            Visit(s.Items, path + ".items", false, insideMeta, errors);
        }

        foreach (var (key, child) in s.Properties)
        {
            var inner = insideMeta || (s.EmbeddedResource && key == "metadata");
            Visit(child, $"{path}.properties[{key}]", false, inner, errors);
        }
    }

    private static void One(
        SchemaNode s, JsonNode value, string path, bool isResource, bool insideMeta, List<FieldError> errors)
    {
        if (!insideMeta)
        {
            var pruned = value.DeepClone();
            SchemaPruning.Prune(pruned, s, isResource);
            if (!SameJson.Equal(pruned, value))
            {
                errors.Add(FieldError.Invalid(path, GoJson.Sorted(value), "must not have unknown fields"));
            }

            if (EmbeddedObjects.Coerce(pruned, s, isResource, path, null) is { } fault)
            {
                errors.Add(fault);
                return;
            }

            var embedded = new List<FieldError>();
            EmbeddedObjects.Validate(value, s, isResource, path, embedded);
            errors.AddRange(embedded);
            if (embedded.Count > 0)
            {
                return;
            }
        }

        var found = new ValueCheck(path, ofDefault: true).Run(value, s, "", null).Errors;
        errors.AddRange(found);
        if (found.Count == 0 && SchemaRuleSet.Compile(s) is { } rules)
        {
            errors.AddRange(rules.Validate(value, null, null).Select(e => e with { Field = e.Field == "<nil>" ? path : path + (e.Field[0] == '[' ? "" : ".") + e.Field }));
        }
    }
}
