using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Fields;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;
using Eso.Emulator.Kubernetes.Wire;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>GET, PUT and PATCH of <c>/scale</c>: an autoscaling/v1 Scale that stands for the object's replicas.</summary>
internal static class ScaleVerb
{
    private const string TypeName = "io.k8s.api.autoscaling.v1.Scale";

    public static async Task GetAsync(KubeRequest request)
    {
        var stored = request.Table.Find(request.Namespace, request.Info.Name) ?? throw Missing(request);
        var obj = await ObjectReads.ReadAsync(request.Kind, stored, request.Aborted).ConfigureAwait(false);
        await ShowAsync(request, obj, forRead: true).ConfigureAwait(false);
    }

    // Until 1.20 the built-in kinds' scale storages named themselves ("deployments/scale"); today the object is missed.
    private static KubeException Missing(KubeRequest request) =>
        KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);

    public static async Task PutAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "UpdateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var scale = SubresourceBodies.Read(request, body, TypeName);
        var scope = Scopes.Of(request, options, "UpdateOptions");
        UpdateVerb.CheckIdentity(scope, scale);
        await UpdateAsync(request, scope, _ => scale, uidIsPrecondition: true).ConfigureAwait(false);
    }

    public static async Task PatchAsync(KubeRequest request)
    {
        var patch = await PatchVerb.ReadAsync(request).ConfigureAwait(false);
        var scope = Scopes.Of(request, patch.Options, "PatchOptions");
        if (patch.MediaType == PatchVerb.Apply)
        {
            await ApplyVerb.ScaleAsync(request, scope, patch).ConfigureAwait(false);
            return;
        }

        var type = TypeTable.Shared.Find(TypeName)!;
        await UpdateAsync(request, scope, current =>
        {
            var patched = patch.ApplyTo(current, type);
            try
            {
                return JsonReading.Parse(patched, type, out _) as JsonObject ?? [];
            }
            catch (DecodeException e)
            {
                throw PatchVerb.Refuse(patched, e.Message);
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Applies a change of the Scale to its object.</summary>
    private static async Task UpdateAsync(
        KubeRequest request, WriteScope scope, Func<JsonObject, JsonObject> change, bool uidIsPrecondition = false)
    {
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            UidIsPrecondition = uidIsPrecondition,
            Transform = current =>
            {
                var scale = change(ScaleOf(request.Kind, current!));
                Check(request.Kind, scope, scale);
                request.Kind.SetScale(current!, scale);
                var metadata = ObjectCreation.Metadata(current!);
                var version = ObjectFields.Text(scale["metadata"] as JsonObject, "resourceVersion");
                if (version.Length > 0)
                {
                    metadata["resourceVersion"] = version;
                }

                if (uidIsPrecondition && ObjectFields.Text(scale["metadata"] as JsonObject, "uid") is { Length: > 0 } uid)
                {
                    metadata["uid"] = uid;
                }

                return ValueTask.FromResult(current!);
            },
        }).ConfigureAwait(false);
        var obj = result.Object
            ?? await ObjectReads.ReadAsync(request.Kind, result.Stored!, request.Aborted).ConfigureAwait(false);
        await ShowAsync(request, obj, forRead: false).ConfigureAwait(false);
    }

    private static void Check(Kind kind, WriteScope scope, JsonObject scale)
    {
        var replicas = ObjectFields.Number(scale["spec"] as JsonObject, "replicas");
        if (replicas < 0 && kind.TypeName is not null)
        {
            throw KubeErrors.Invalid("autoscaling", "Scale", scope.Name, [
                FieldError.Invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
            ]);
        }
    }

    private static JsonObject ScaleOf(Kind kind, JsonObject obj) => kind.GetScale(obj) ?? ScaleView.Frame(obj);

    private static Task ShowAsync(KubeRequest request, JsonObject obj, bool forRead)
    {
        if (request.Kind.GetScale(obj) is not { } scale)
        {
            throw KubeErrors.NotFound(request.Kind.Resource, request.Info.Name);
        }

        if (forRead && request.Kind.ScaleProblem(obj) is { } problem)
        {
            throw KubeErrors.Internal(problem);
        }

        return request.Accept.Form == ObjectForm.Whole
            ? Answers.ObjectAsync(request, 200, scale)
            : Answers.ObjectAsync(request, 200, Rendering.One(request, scale));
    }
}
