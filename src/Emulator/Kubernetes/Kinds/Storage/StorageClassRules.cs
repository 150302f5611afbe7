using System.Text;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Kinds.Storage;

/// <summary>What is checked about a StorageClass, and what of it never changes.</summary>
internal static class StorageClassRules
{
    private const int ParameterCount = 512;
    private const int ParameterBytes = 256 * 1024;

    public static void Validate(JsonObject storageClass, List<FieldError> errors)
    {
        var provisioner = Text(storageClass, "provisioner");
        if (provisioner.Length == 0)
        {
            errors.Add(FieldError.Required("provisioner"));
        }
        else
        {
            ObjectMeta.AddAll(errors, "provisioner", provisioner, Names.Qualified(provisioner.ToLowerInvariant()));
        }

        Parameters(Child(storageClass, "parameters") ?? [], errors);
        ValueRules.Supported(storageClass, "reclaimPolicy", "", ["Delete", "Retain"], errors);
        ValueRules.Supported(storageClass, "volumeBindingMode", "", ["Immediate", "WaitForFirstConsumer"], errors);
        var seen = new List<JsonObject>();
        foreach (var (i, term) in Items(storageClass, "allowedTopologies"))
        {
            var path = $"allowedTopologies[{i}].matchLabelExpressions";
            Topology(term, path, errors);
            if (seen.Exists(s => SameJson.Equal(s["matchLabelExpressions"], term["matchLabelExpressions"])))
            {
                errors.Add(FieldError.Duplicate(path, ""));
            }

            seen.Add(term);
        }
    }

    public static void Update(JsonObject storageClass, JsonObject old, List<FieldError> errors)
    {
        foreach (var field in (string[])["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!SameJson.Equal(storageClass[field], old[field]))
            {
                errors.Add(FieldError.Forbidden(field, $"updates to {field} are forbidden."));
            }
        }

        ValueRules.Unchanged(storageClass, old, "volumeBindingMode", "volumeBindingMode", errors);
    }

    private static void Parameters(JsonObject parameters, List<FieldError> errors)
    {
        if (parameters.Count > ParameterCount)
        {
            errors.Add(FieldError.TooLong("parameters", ParameterCount));
            return;
        }

        var size = 0L;
        foreach (var (key, value) in parameters)
        {
            if (key.Length == 0)
            {
                errors.Add(FieldError.Invalid("parameters", "", "field can not be empty."));
            }

            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value?.ToString() ?? "");
        }

        if (size > ParameterBytes)
        {
            errors.Add(FieldError.TooLong("parameters", ParameterBytes));
        }
    }

    private static void Topology(JsonObject term, string path, List<FieldError> errors)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, expression) in Items(term, "matchLabelExpressions"))
        {
            var at = $"{path}[{i}]";
            var values = Texts(expression, "values").ToList();
            if (values.Count == 0)
            {
                errors.Add(FieldError.Required($"{at}.values"));
            }

            for (var v = 0; v < values.Count; v++)
            {
                if (values.IndexOf(values[v]) < v)
                {
                    errors.Add(FieldError.Duplicate($"{at}.values[{v}]", values[v]));
                }
            }

            var key = Text(expression, "key");
            ObjectMeta.AddAll(errors, $"{at}.key", key, Names.Qualified(key));
            if (!keys.Add(key))
            {
                errors.Add(FieldError.Duplicate($"{at}.key", key));
            }
        }
    }
}
