using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>PUT of an object, or of its status.</summary>
internal static class UpdateVerb
{
    public static async Task RunAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "UpdateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        var obj = BodyReading.Decode(request, request.Kind, body, options.FieldValidation);
        var scope = Scopes.Of(request, options, "UpdateOptions");
        CheckIdentity(scope, obj);
        OwnerRepeats.DropSent(obj, request.Warnings);
        var result = await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = _ => ValueTask.FromResult(obj.DeepClone().AsObject()),
            CreateIfMissing = request.Kind.AllowCreateOnUpdate && scope.Subresource.Length == 0,
            UidIsPrecondition = true,
        }).ConfigureAwait(false);
        await Scopes.AnswerAsync(request, result).ConfigureAwait(false);
    }

    /// <summary>handlers.checkName and the namespace rule: the body must be about the URL's object.</summary>
    public static void CheckIdentity(WriteScope scope, JsonObject obj)
    {
        CheckNamed(scope, obj);
        var name = ObjectFields.Name(obj);
        if (name != scope.Name)
        {
            throw KubeErrors.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({scope.Name})");
        }

        ObjectCreation.CheckNamespace(scope, obj);
    }

    public static void CheckNamed(WriteScope scope, JsonObject obj)
    {
        if (ObjectFields.Name(obj).Length == 0)
        {
            throw KubeErrors.BadRequest(
                $"the name of the object ({scope.Name} based on URL) was undeterminable: name must be provided");
        }
    }
}
