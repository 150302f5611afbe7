using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>status.storedVersions must name the storage version, and only versions that there are.</summary>
internal static class CrdStoredVersions
{
    public static void Validate(JsonObject crd, JsonObject spec, List<FieldError> errors)
    {
        var status = Child(crd, "status");
        var stored = Texts(status, "storedVersions").ToList();
        if (stored.Count == 0)
        {
            errors.Add(FieldError.Invalid("status.storedVersions", null, "must have at least one stored version"));
            return;
        }

        // A name counts for one version: a second version of that name is not found again.
        var left = stored.ToList();
        foreach (var (_, version) in Items(spec, "versions"))
        {
            var name = Text(version, "name");
            if (left.RemoveAll(v => v == name) == 0 && Flag(version, "storage"))
            {
                errors.Add(FieldError.Invalid(
                    "status.storedVersions", status!["storedVersions"], $"must have the storage version {name}"));
            }
        }

        foreach (var v in left.Distinct(StringComparer.Ordinal))
        {
            errors.Add(FieldError.Invalid(
                $"status.storedVersions[{stored.LastIndexOf(v)}]",
                v,
                $"missing from spec.versions; {v} was previously a storage version, and must remain in " +
                $"spec.versions until a storage migration ensures no data remains persisted in {v} and removes " +
                $"{v} from status.storedVersions"));
        }
    }
}
