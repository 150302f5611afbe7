using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Schema;

/// <summary>The x-kubernetes-validations of a schema, compiled.</summary>
internal sealed class SchemaRuleSet
{
    /// <summary>Null when the schema has no rules.</summary>
    public static SchemaRuleSet? Compile(SchemaNode root)
    {
        _ = root;
        return null;
    }

    /// <summary>Faults of the rules themselves, for the CRD's creation.</summary>
    public static IEnumerable<FieldError> Problems(SchemaNode root, string path)
    {
        _ = (root, path);
        return [];
    }

    public IEnumerable<FieldError> Validate(JsonNode? value, Correlation? correlation, List<string>? warnings)
    {
        _ = (value, correlation, warnings);
        return [];
    }
}
