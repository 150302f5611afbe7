using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>PATCH in its four forms.</summary>
internal static class PatchVerb
{
    public const string Json = "application/json-patch+json";
    public const string Merge = "application/merge-patch+json";
    public const string Strategic = "application/strategic-merge-patch+json";
    public const string Apply = "application/apply-patch+yaml";

    public static async Task RunAsync(KubeRequest request)
    {
        var patch = await ReadAsync(request).ConfigureAwait(false);
        if (patch.MediaType == Apply)
        {
            await ApplyVerb.RunAsync(request, patch.Body, patch.Options).ConfigureAwait(false);
            return;
        }

        var scope = Scopes.Of(request, patch.Options, "PatchOptions");
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current =>
            {
                var patched = patch.ApplyTo(current!, TypeOf(request.Kind));
                var obj = Decode(request, request.Kind, patched, patch);
                UpdateVerb.CheckIdentity(scope, obj);
                return ValueTask.FromResult(obj);
            },
            LeavesCurrent = patch.MediaType == Merge,
        }).ConfigureAwait(false);
        await Scopes.AnswerAsync(request, result).ConfigureAwait(false);
    }

    /// <summary>The body and options of a patch; unknown media types are 415.</summary>
    public static async Task<PatchBody> ReadAsync(KubeRequest request)
    {
        var mediaType = BodyReading.MediaType(request);
        var custom = request.Kind.TypeName is null;
        string[] accepted = custom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];
        if (!accepted.Contains(mediaType))
        {
            throw KubeErrors.Make(
                415,
                "UnsupportedMediaType",
                custom || mediaType is Strategic or "application/apply-patch+cbor"
                    ? $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}"
                    : "415: Unsupported Media Type",
                custom || mediaType is Strategic ? null : []);
        }

        var options = WriteOptions.Read(request.Http.Request.Query, "PatchOptions", mediaType == Apply);
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        return new PatchBody(request, mediaType, body, options);
    }

    public static TypeInfo? TypeOf(Kind kind) => kind.TypeName is { } name ? TypeTable.Shared.Find(name) : null;

    /// <summary>A patched tree as an object of the kind again.</summary>
    public static JsonObject Decode(KubeRequest request, Kind kind, JsonNode? patched, PatchBody patch)
    {
        List<string> strict;
        JsonObject obj;
        var validation = patch.Options.FieldValidation;
        try
        {
            var type = TypeOf(kind);
            if (type is not null && OtherType(kind, patched as JsonObject) is { } other)
            {
                // A patch may turn the object into another kind: it is then decoded as that one, and rarely fits.
                JsonReading.Parse(patched, other, out _);
                throw Refuse(patched, $"converting to {kind.Resource.Kind}: unknown conversion");
            }
            else if (type is not null && Foreign(kind, patched as JsonObject) is { } unknown)
            {
                throw Refuse(patched, unknown);
            }
            else if (type is not null && patched is JsonObject { Count: > 0 } nameless
                && nameless["kind"] is null && nameless["apiVersion"] is null)
            {
                obj = [];
                strict = [.. nameless.Select(p => p.Key).Where(k => k is not ("kind" or "apiVersion"))
                    .Order(StringComparer.Ordinal).Select(k => $"unknown field \"{k}\"")];
            }
            else if (type is not null && patch.MediaType == Strategic && RestoreCheck.Fault(patched as JsonObject ?? [], type) is { } fault)
            {
                throw RefuseTree(kind, patch, fault);
            }
            else if (type is not null)
            {
                obj = ObjectDecoding.Tree(patched, type, patch.LeavesOwners, out strict);
                ObjectDecoding.KeepReset(patched, obj);
            }
            else
            {
                obj = patched as JsonObject ?? [];
                strict = [];
                CheckIdentity(kind, obj);
                ObjectDecoding.CustomTree(kind, obj, strict);
            }
        }
        catch (DecodeException e)
        {
            throw patch.MediaType == Strategic ? RefuseTree(kind, patch, e.Message) : Refuse(patched, e.Message);
        }

        if (validation == FieldValidation.Strict && strict.Count + patch.StrictErrors.Count > 0)
        {
            var faults = string.Join(", ", patch.StrictErrors.Concat(strict));
            throw patch.MediaType == Strategic
                ? RefuseTree(kind, patch, "strict decoding error: " + faults)
                : Refuse(patched, "strict decoding error: " + faults);
        }

        if (validation == FieldValidation.Warn)
        {
            request.Warnings.AddRange(strict);
        }

        ObjectDecoding.Finish(kind, obj);
        return obj;
    }

    /// <summary>A custom resource may not become another kind, nor none.</summary>
    private static void CheckIdentity(Kind kind, JsonObject patched)
    {
        var (name, apiVersion) = (ObjectFields.Text(patched, "kind"), ObjectFields.Text(patched, "apiVersion"));
        if (name.Length == 0)
        {
            throw Refuse(patched, $"Object 'Kind' is missing in '{patched.ToJsonString()}'");
        }

        if (apiVersion.Length == 0)
        {
            throw KubeErrors.Internal("Object 'apiVersion' is missing in 'object has no apiVersion field'");
        }

        var errors = new List<FieldError>();
        if (name.Length > 0 && name != kind.Resource.Kind)
        {
            errors.Add(FieldError.Invalid("kind", name, "must be " + kind.Resource.Kind));
        }

        if (apiVersion.Length > 0 && apiVersion != kind.Resource.ApiVersion)
        {
            errors.Add(FieldError.Invalid("apiVersion", apiVersion, "must be " + kind.Resource.ApiVersion));
        }

        if (errors.Count > 0 && name.Length > 0 && apiVersion.Length > 0)
        {
            var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
            throw KubeErrors.Invalid(slash < 0 ? "" : apiVersion[..slash], name, ObjectFields.Name(patched), errors);
        }
    }

    /// <summary>What the scheme says of an identity it does not know.</summary>
    private static string? Foreign(Kind kind, JsonObject? patched)
    {
        var name = ObjectFields.Text(patched, "kind");
        var apiVersion = ObjectFields.Text(patched, "apiVersion");
        return name.Length == 0 || apiVersion.Length == 0
            || (name == kind.Resource.Kind && apiVersion == kind.Resource.ApiVersion)
            ? null
            : $"no kind \"{name}\" is registered for version \"{apiVersion}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"";
    }

    private static TypeInfo? OtherType(Kind kind, JsonObject? patched)
    {
        var name = ObjectFields.Text(patched, "kind");
        var apiVersion = ObjectFields.Text(patched, "apiVersion");
        return name.Length == 0 || apiVersion.Length == 0
            || (name == kind.Resource.Kind && apiVersion == kind.Resource.ApiVersion)
            ? null
            : Protobuf.Find(apiVersion, name);
    }

    /// <summary>Of a strategic patch the patch alone is shown, as Go prints maps.</summary>
    private static KubeException RefuseTree(Kind kind, PatchBody patch, string cause)
    {
        var shown = kind.Resource.Kind == "Secret" ? "<redacted>" : GoText.Format(patch.Tree);
        return KubeErrors.Invalid("", "", "", [FieldError.Invalid("patch", shown, cause)]);
    }

    /// <summary>The real server shows the whole patched object here; so do we, but without the values of Secrets.</summary>
    public static KubeException Refuse(JsonNode? patched, string cause)
    {
        var shown = ObjectFields.Text(patched as JsonObject, "kind") == "Secret" ? "<redacted>" : patched?.ToJsonString() ?? "null";
        return KubeErrors.Invalid("", "", "", [FieldError.Invalid("patch", shown, cause)]);
    }
}

/// <summary>One patch, parsed once and applied as often as others write in between.</summary>
internal sealed class PatchBody
{
    private readonly JsonArray? operations;
    private readonly JsonNode? merge;

    public PatchBody(KubeRequest request, string mediaType, byte[] body, WriteOptions options)
    {
        MediaType = mediaType;
        Body = body;
        Options = options;
        var strict = new List<string>();
        try
        {
            switch (mediaType)
            {
                case PatchVerb.Json:
                    if (options.FieldValidation != FieldValidation.Ignore)
                    {
                        strict = Patching.PatchBody.JsonPatchStrictErrors(body);
                    }

                    operations = JsonPatch.Parse(body);
                    break;
                case PatchVerb.Merge when System.Text.Encoding.UTF8.GetString(body).Trim() == "null":
                    throw new PatchException(400, "Invalid JSON Patch");
                case PatchVerb.Merge:
                    merge = options.FieldValidation == FieldValidation.Ignore
                        ? Patching.PatchBody.ReadMerge(body)
                        : Patching.PatchBody.ReadMergeStrict(body, out strict);
                    break;
                case PatchVerb.Strategic:
                    merge = Patching.PatchBody.ReadStrategic(body, out strict);
                    break;
                default:
                    break;
            }
        }
        catch (PatchException e)
        {
            throw Failure(e);
        }

        StrictErrors = strict;
        if (options.FieldValidation == FieldValidation.Warn)
        {
            request.Warnings.AddRange(strict);
        }
    }

    public string MediaType { get; }

    public byte[] Body { get; }

    /// <summary>A merge or strategic patch's tree; not to be changed.</summary>
    public JsonNode? Tree => merge;

    public WriteOptions Options { get; }

    /// <summary>What strict validation says about the patch itself.</summary>
    public IReadOnlyList<string> StrictErrors { get; }

    /// <summary>The owners of fields stay as they are stored.</summary>
    public bool LeavesOwners => MediaType == PatchVerb.Merge && merge is JsonObject patch
        && (!patch.TryGetPropertyValue("metadata", out var metadata)
            || (metadata is JsonObject fields && !fields.ContainsKey("managedFields")));

    /// <summary>The patched tree; <paramref name="current"/> is consumed, but by a merge patch left as it is.</summary>
    public JsonNode? ApplyTo(JsonObject current, TypeInfo? type)
    {
        try
        {
            return MediaType switch
            {
                PatchVerb.Json => JsonPatch.Apply(current, operations!.DeepClone().AsArray()),
                PatchVerb.Strategic => StrategicMergePatch.Apply(current, merge!.DeepClone().AsObject(), type!),
                _ => MergePatch.Apply(current, merge),
            };
        }
        catch (PatchException e)
        {
            throw Failure(e);
        }
    }

    private static KubeException Failure(PatchException e) => e.Status switch
    {
        400 => KubeErrors.BadRequest(e.PublicMessage),
        413 => KubeErrors.EntityTooLarge(e.PublicMessage),
        422 => KubeErrors.Make(422, "Invalid", e.PublicMessage, []),
        415 => KubeErrors.UnsupportedMediaType(e.PublicMessage),
        _ => KubeErrors.Unknown(e.PublicMessage),
    };
}
