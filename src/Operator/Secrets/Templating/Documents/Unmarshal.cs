using Eso.Operator.Secrets.Templating.Values;

namespace Eso.Operator.Secrets.Templating.Documents;

/// <summary>encoding/json's complaints, as sigs.k8s.io/yaml passes them on.</summary>
internal static class Unmarshal
{
    /// <summary>A value of another kind than wanted.</summary>
    internal static string Mismatch(object? value, GoType wanted)
    {
        var kind = value switch { GoMap => "object", GoSlice => "array", string => "string", bool => "bool", _ => "number" };
        return $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {kind} into Go value of type {wanted}";
    }
}
