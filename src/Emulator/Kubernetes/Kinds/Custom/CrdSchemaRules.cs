using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Schema;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>The schemas of a CRD's versions: one set of errors when they are all the same, else one per version.</summary>
internal static class CrdSchemaRules
{
    /// <summary>Compiles a schema and tells what is wrong with it, under a path.</summary>
    public static Func<JsonObject, string, IEnumerable<FieldError>> Problems { get; set; } = StructuralSchema.CompileErrors;

    public static void Validate(List<(int Index, JsonObject Item)> versions, bool lifted, List<FieldError> errors)
    {
        foreach (var (i, version) in versions)
        {
            if (Child(Child(version, "schema"), "openAPIV3Schema") is { } schema)
            {
                errors.AddRange(Problems(
                    schema,
                    lifted
                        ? "spec.validation.openAPIV3Schema"
                        : $"spec.versions[{i}].schema.openAPIV3Schema"));
                if (lifted)
                {
                    return;
                }
            }
        }
    }
}
