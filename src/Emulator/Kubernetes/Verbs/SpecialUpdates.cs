using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Subresources whose update takes one part of the body: finalize, approval, ephemeralcontainers, resize.</summary>
internal static class SpecialUpdates
{
    public static async Task PutAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "UpdateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var obj = BodyReading.Decode(request, request.Kind, body, options.FieldValidation);
        var scope = Scopes.Of(request, options, "UpdateOptions");
        UpdateVerb.CheckIdentity(scope, obj);
        await RunAsync(request, scope, _ => obj.DeepClone().AsObject()).ConfigureAwait(false);
    }

    public static async Task PatchAsync(KubeRequest request)
    {
        var patch = await PatchVerb.ReadAsync(request).ConfigureAwait(false);
        var scope = Scopes.Of(request, patch.Options, "PatchOptions");
        await RunAsync(request, scope, current =>
            PatchVerb.Decode(request, request.Kind, patch.ApplyTo(current, PatchVerb.TypeOf(request.Kind)), patch))
            .ConfigureAwait(false);
    }

    private static async Task RunAsync(KubeRequest request, WriteScope scope, Func<JsonObject, JsonObject> change)
    {
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current => ValueTask.FromResult(change(current!)),
            Prepare = (obj, old) => Take(scope, obj, old),
        }).ConfigureAwait(false);
        await Scopes.AnswerAsync(request, result).ConfigureAwait(false);
    }

    /// <summary>Conditions that came without times get the present one.</summary>
    private static void Stamp(JsonObject obj, DateTimeOffset now)
    {
        foreach (var (_, condition) in ObjectFields.Items(ObjectFields.Child(obj, "status"), "conditions"))
        {
            foreach (var time in (ReadOnlySpan<string>)["lastUpdateTime", "lastTransitionTime"])
            {
                if (condition[time] is null)
                {
                    condition[time] = StandardColumns.Timestamp(now);
                }
            }
        }
    }

    /// <summary>Keeps the old object but for the subresource's own part.</summary>
    private static void Take(WriteScope scope, JsonObject obj, JsonObject old)
    {
        if (scope.Subresource is "ephemeralcontainers" or "resize")
        {
            // Labels and the like are nothing that these two change.
            var metadata = ObjectFields.Ensure(obj, "metadata");
            var before = ObjectFields.Child(old, "metadata") ?? [];
            foreach (var kept in (string[])["labels", "annotations", "ownerReferences", "finalizers", "generateName"])
            {
                ObjectFields.Keep(metadata, before, kept);
            }
        }

        if (scope.Subresource == "resize")
        {
            var wanted = ObjectFields.Child(obj, "spec")?.DeepClone().AsObject();
            ObjectFields.KeepAllBut(obj, old, "metadata");
            Kinds.Pods.PodResizeRules.Take(ObjectFields.Ensure(obj, "spec"), wanted);
            return;
        }

        var (parent, field) = scope.Subresource switch
        {
            "finalize" => ("spec", "finalizers"),
            "approval" => ("status", "conditions"),
            _ => ("spec", "ephemeralContainers"),
        };
        var part = obj[parent]?[field]?.DeepClone();
        ObjectFields.KeepAllBut(obj, old, "metadata");
        var into = ObjectFields.Ensure(obj, parent);
        if (part is null)
        {
            into.Remove(field);
        }
        else
        {
            into[field] = part;
        }

        if (scope.Subresource == "approval")
        {
            Stamp(obj, scope.Core.Now);
        }
    }
}
