using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>POST of a new object.</summary>
internal static class CreateVerb
{
    public static async Task RunAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var obj = BodyReading.Decode(request, request.Kind, body, options.FieldValidation);
        var metadata = ObjectCreation.Metadata(obj);
        if (request.Info.Name.Length > 0 && ObjectFields.Text(metadata, "name").Length == 0)
        {
            metadata["name"] = request.Info.Name;
        }

        OwnerRepeats.DropSent(obj, request.Warnings);
        var scope = Scopes.Of(request, options, "CreateOptions");
        var result = await ObjectCreation.CreateAsync(scope, obj).ConfigureAwait(false);
        await Scopes.AnswerAsync(request, result).ConfigureAwait(false);
    }
}

/// <summary>From a request to a write's scope, and from its result to an answer.</summary>
internal static class Scopes
{
    public static WriteScope Of(KubeRequest request, WriteOptions options, string optionsKind) => new()
    {
        Core = request.Core,
        User = request.User,
        Kind = request.Kind,
        Namespace = request.Namespace,
        Name = request.Info.Name,
        Subresource = request.Info.Subresource,
        DryRun = options.DryRun,
        Manager = request.FieldManager(options.FieldManager),
        Options = () => OptionsObject(request, options, optionsKind),
        Warnings = request.Warnings,
        Cancellation = request.Aborted,
    };

    public static Task AnswerAsync(KubeRequest request, WriteResult result)
    {
        var status = result.Created ? 201 : 200;
        return result.Stored is { } stored
            ? ObjectAnswers.StoredAsync(request, status, stored)
            : ObjectAnswers.ShowAsync(request, status, result.Object!);
    }

    /// <summary>The options as webhooks see them.</summary>
    private static JsonObject OptionsObject(KubeRequest request, WriteOptions options, string kind)
    {
        // A patch is a create or an update to everybody behind the handlers.
        var shown = kind == "PatchOptions" ? "UpdateOptions" : kind;
        var obj = new JsonObject { ["kind"] = shown, ["apiVersion"] = "meta.k8s.io/v1" };
        if (options.DryRun)
        {
            obj["dryRun"] = new JsonArray("All");
        }

        if (options.FieldManager.Length > 0)
        {
            obj["fieldManager"] = options.FieldManager;
        }

        if (request.Http.Request.Query["fieldValidation"].FirstOrDefault() is { Length: > 0 } validation)
        {
            obj["fieldValidation"] = validation;
        }

        return obj;
    }
}
