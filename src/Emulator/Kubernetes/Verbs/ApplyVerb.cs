using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Server-side apply: the object is made to agree with the configuration, and each field has its owners.</summary>
internal static class ApplyVerb
{
    public static async Task RunAsync(KubeRequest request, byte[] body, WriteOptions options)
    {
        var scope = Scopes.Of(request, options, "PatchOptions");
        var applied = Read(request, body, options);
        CheckKind(request.Kind, applied);
        CheckIdentity(scope, applied);
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current => ApplyAsync(request, scope, current, applied, options),
            CreateIfMissing = scope.Subresource.Length == 0,
            TracksFields = true,
            LeavesCurrent = true,
        }).ConfigureAwait(false);
        await Scopes.AnswerAsync(request, result).ConfigureAwait(false);
    }

    /// <summary>An applied Scale sets the replicas of its object, owned under the subresource.</summary>
    public static async Task ScaleAsync(KubeRequest request, WriteScope scope, PatchBody patch)
    {
        var scale = Read(request, patch.Body, patch.Options);
        var applied = new JsonObject
        {
            ["apiVersion"] = request.Kind.Resource.ApiVersion,
            ["kind"] = request.Kind.Resource.Kind,
        };
        request.Kind.SetScale(applied, scale);
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current => ApplyAsync(request, scope, current, applied, patch.Options),
            TracksFields = true,
            LeavesCurrent = true,
        }).ConfigureAwait(false);
        var obj = result.Object
            ?? await ObjectReads.ReadAsync(request.Kind, result.Stored!, request.Aborted).ConfigureAwait(false);
        await Answers.ObjectAsync(request, 200, request.Kind.GetScale(obj)!).ConfigureAwait(false);
    }

    private static JsonObject Read(KubeRequest request, byte[] body, WriteOptions options)
    {
        try
        {
            var applied = JsonReading.ParseBody(body, yaml: true, null, out var strict);
            if (strict.Count > 0 && options.FieldValidation == FieldValidation.Strict)
            {
                throw KubeErrors.BadRequest("error strict decoding YAML: " + string.Join(", ", strict));
            }

            if (options.FieldValidation == FieldValidation.Warn)
            {
                request.Warnings.AddRange(strict);
            }

            return applied;
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest($"error decoding YAML: {e.Message}");
        }
    }

    private static void CheckKind(Kind wanted, JsonObject applied)
    {
        var kind = ObjectFields.Text(applied, "kind");
        var apiVersion = ObjectFields.Text(applied, "apiVersion");
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var shown = slash < 0 ? "/" + apiVersion : apiVersion;
        if (kind.Length == 0 || apiVersion.Length == 0)
        {
            throw KubeErrors.BadRequest($"invalid object type: {(apiVersion.Length == 0 ? "/" : shown)}, Kind={kind}");
        }

        if (kind != wanted.Resource.Kind || apiVersion != wanted.Resource.ApiVersion)
        {
            throw KubeErrors.BadRequest($"invalid object type: {shown}, Kind={kind}");
        }
    }

    private static void CheckIdentity(WriteScope scope, JsonObject applied)
    {
        var metadata = applied["metadata"] as JsonObject;
        var name = ObjectFields.Text(metadata, "name");
        if (name.Length > 0 && name != scope.Name)
        {
            throw KubeErrors.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({scope.Name})");
        }

        var ns = ObjectFields.Text(metadata, "namespace");
        if (scope.Kind.Resource.Namespaced && ns.Length > 0 && ns != scope.Namespace)
        {
            throw KubeErrors.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static async ValueTask<JsonObject> ApplyAsync(
        KubeRequest request, WriteScope scope, JsonObject? current, JsonObject applied, WriteOptions options)
    {
        if (current is null)
        {
            UpdateVerb.CheckNamed(scope, applied);
        }

        if (current is null && ObjectFields.Text(applied["metadata"] as JsonObject, "uid") is { Length: > 0 } uid)
        {
            throw KubeErrors.Conflict(
                request.Kind.Resource,
                scope.Name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        JsonObject merged;
        try
        {
            // A configuration comes by way of YAML, where 1.0 is 1.
            var configuration = PatchVerb.TypeOf(request.Kind) is null ? TypedOutput.CanonicalCustom(applied) : applied;
            merged = await OtherVersions.WithAsync(scope, others => ManagedFields.Apply(
                current,
                configuration,
                FieldTracking.WriteOf(scope) with { Others = others },
                options.Force ?? false,
                out _)).ConfigureAwait(false);
        }
        catch (ApplyConflictException e)
        {
            throw Conflict(e);
        }
        catch (PatchException e)
        {
            throw e.Status switch
            {
                400 => KubeErrors.BadRequest(e.Message),
                500 => KubeErrors.Unknown(e.Message),
                _ => KubeErrors.Make(e.Status, "Invalid", e.PublicMessage, []),
            };
        }

        return Decode(request, scope, merged);
    }

    private static JsonObject Decode(KubeRequest request, WriteScope scope, JsonObject merged)
    {
        var kind = request.Kind;
        try
        {
            JsonObject obj;
            if (PatchVerb.TypeOf(kind) is { } type)
            {
                obj = ObjectDecoding.Tree(merged, type, hasOwnersOfOurs: true, out _);
            }
            else
            {
                obj = merged;
                ObjectDecoding.Custom(kind, obj, []);
            }

            ObjectDecoding.Finish(kind, obj, isApplied: true);
            var metadata = ObjectCreation.Metadata(obj);
            if (ObjectFields.Text(metadata, "name").Length == 0)
            {
                metadata["name"] = scope.Name;
            }

            return obj;
        }
        catch (DecodeException e)
        {
            throw KubeErrors.BadRequest(
                $"{kind.Resource.Kind} in version \"{kind.Resource.Version}\" cannot be handled as a {kind.Resource.Kind}: {e.Message}");
        }
    }

    private static KubeException Conflict(ApplyConflictException e)
    {
        var causes = e.Causes.Select(c => (JsonNode?)new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = c.Message,
            ["field"] = c.Field,
        });
        return KubeErrors.Make(409, "Conflict", e.Message, new JsonObject { ["causes"] = new JsonArray(causes.ToArray()) });
    }
}
