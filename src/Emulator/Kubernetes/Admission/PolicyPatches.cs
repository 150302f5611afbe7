using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Cel;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Why a mutation of a policy cannot be carried out.</summary>
internal sealed class PolicyPatchException(string message) : Exception(message);

/// <summary>The two kinds of patch that a mutating policy can make.</summary>
internal static class PolicyPatches
{
    public static JsonObject Apply(
        JsonObject mutation, JsonObject obj, Kind kind, Dictionary<string, object?> variables, CelBudget budget)
    {
        var isPatch = ObjectFields.Text(mutation, "patchType") == "JSONPatch";
        var source = ObjectFields.Child(mutation, isPatch ? "jsonPatch" : "applyConfiguration");
        var value = CelConditions.Run(ObjectFields.Text(source, "expression"), variables, budget, patchTypes: true);
        try
        {
            return value switch
            {
                CelError error => throw new PolicyPatchException(error.Message),
                IReadOnlyList<object?> list when isPatch => Patch(obj, list),
                CelObject made when !isPatch => Merge(obj, made, kind),
                _ when isPatch =>
                    throw new PolicyPatchException("type mismatch: JSONPatchType.expression should evaluate to array"),
                _ => throw new PolicyPatchException("unsupported return type from ApplyConfiguration expression: "
                    + CelValues.TypeName(CelValues.TypeOf(value))),
            };
        }
        catch (FormatException e)
        {
            throw new PolicyPatchException(
                "JSONPath valueExpression evaluated to a type that could not marshal to JSON: " + e.Message);
        }
    }

    private static JsonObject Patch(JsonObject obj, IReadOnlyList<object?> operations)
    {
        var patch = new JsonArray();
        foreach (var operation in operations)
        {
            if (operation is not CelObject { Type: CelPatchTypes.JsonPatch } made)
            {
                throw new PolicyPatchException(
                    "type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch");
            }

            if (made.TryGet("value", out var value) && value is CelObject built && built.Mismatch() is { } mismatch)
            {
                throw new PolicyPatchException("type mismatch: " + mismatch);
            }

            patch.Add(CelJson.Write(made));
        }

        try
        {
            return JsonPatch.Apply(obj, patch) as JsonObject ?? [];
        }
        catch (PatchException e) when (e.Message.EndsWith("test failed", StringComparison.Ordinal))
        {
            // A failed test means that there is nothing to do.
            return obj;
        }
        catch (PatchException e)
        {
            throw new PolicyPatchException("JSON Patch: " + e.Message);
        }
    }

    private static JsonObject Merge(JsonObject obj, CelObject made, Kind kind)
    {
        if (made.Mismatch() is { } mismatch)
        {
            throw new PolicyPatchException("type mismatch: " + mismatch);
        }

        var patch = (JsonObject)CelJson.Write(made)!;
        patch["apiVersion"] = obj["apiVersion"]?.DeepClone();
        patch["kind"] = obj["kind"]?.DeepClone();
        var type = FieldTracking.TypeOf(kind);
        if (TypedWalk.Problem(patch, type, allowDuplicates: false) is { } problem)
        {
            throw new PolicyPatchException(
                "error applying patch: failed to convert patch object to typed object: " + problem);
        }

        var atomics = new List<string>();
        Atomics(patch, type, "", atomics);
        if (atomics.Count > 0)
        {
            throw new PolicyPatchException("error applying patch: invalid ApplyConfiguration: "
                + $"may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}");
        }

        return (JsonObject)TypedMerge.Merge(obj, patch, type)!;
    }

    /// <summary>The places of an apply configuration that would replace a whole list or map.</summary>
    private static void Atomics(JsonNode? value, MergeType type, string path, List<string> found)
    {
        switch (value)
        {
            case JsonObject obj when type.IsMap:
                if (type.Atomic)
                {
                    found.Add(path);
                }

                foreach (var (key, child) in obj)
                {
                    if (type.Field(key) is { } field)
                    {
                        Atomics(child, field, $"{path}.{key}", found);
                    }
                }

                break;
            case JsonArray list when type.IsList:
                if (!type.Associative)
                {
                    found.Add(path);
                }

                for (var i = 0; i < list.Count; i++)
                {
                    Atomics(list[i], type.Element ?? MergeType.Deduced, $"{path}[{i}]", found);
                }

                break;
        }
    }
}
