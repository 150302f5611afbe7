using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Validation;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>A Pod's place on a node: POST of its binding, or of a Binding to the namespace.</summary>
internal static class PodPlacement
{
    private const string TypeName = "io.k8s.api.core.v1.Binding";

    /// <summary>POST to <c>/pods/NAME/binding</c>.</summary>
    public static async Task BindAsync(KubeRequest request)
    {
        var (scope, binding) = await ReadAsync(request).ConfigureAwait(false);
        if (ObjectFields.Name(binding) != scope.Name)
        {
            throw KubeErrors.BadRequest("name in URL does not match name in Binding object");
        }

        await AssignAsync(request, scope, binding).ConfigureAwait(false);
    }

    /// <summary>POST to <c>/bindings</c>, the old way: the Pod is the one that the Binding is called after.</summary>
    public static async Task BindNamedAsync(KubeRequest request)
    {
        var (scope, binding) = await ReadAsync(request).ConfigureAwait(false);
        if (ObjectFields.Name(binding) is not { Length: > 0 } name)
        {
            Check(binding);
            throw KubeErrors.BadRequest("Name parameter required.");
        }

        var pods = request.Core.Kinds.Find("", "v1", "pods")!;
        await AssignAsync(request, scope with { Kind = pods, Name = name, Subresource = "binding" }, binding, scope)
            .ConfigureAwait(false);
    }

    /// <summary>Puts the Pod on the node and says that it is scheduled.</summary>
    public static void Assign(JsonObject pod, string node, DateTimeOffset now)
    {
        ObjectFields.Ensure(pod, "spec")["nodeName"] = node;
        var status = ObjectFields.Ensure(pod, "status");
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        var made = new JsonObject
        {
            ["type"] = "PodScheduled",
            ["observedGeneration"] = Wire.GoNumbers.Node(
                ObjectFields.Number(ObjectFields.Child(pod, "metadata"), "generation")),
            ["status"] = "True",
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = StandardColumns.Timestamp(now),
        };
        var at = conditions.ToList().FindIndex(c => ObjectFields.Text(c as JsonObject, "type") == "PodScheduled");
        if (at < 0)
        {
            conditions.Add(made);
        }
        else
        {
            conditions[at] = made;
        }
    }

    /// <summary>What plug-ins see is the Binding; the Pod's change is part of it.</summary>
    private static async Task AssignAsync(KubeRequest request, WriteScope scope, JsonObject binding, WriteScope? admission = null)
    {
        var attributes = (admission ?? scope).Admission("CREATE", binding, null);
        await scope.Core.Admission.MutateAsync(attributes).ConfigureAwait(false);
        binding = attributes.Object!;
        Check(binding);
        await scope.Core.Admission.ValidateAsync(attributes).ConfigureAwait(false);
        var node = ObjectFields.Text(ObjectFields.Child(binding, "target"), "name");
        // The binding is what is written here: nobody comes to own the Pod's nodeName.
        await ObjectUpdate.UpdateAsync(scope with { Manager = "" }, new UpdatePlan
        {
            Transform = current =>
            {
                if (Refusal(scope.Name, current!) is { } why)
                {
                    throw KubeErrors.Conflict(scope.Kind.Resource with { Plural = "pods/binding" }, scope.Name, why);
                }

                Assign(current!, node, scope.Core.Now);
                return ValueTask.FromResult(current!);
            },
            Prepare = static (_, _) => { },
            IsAdmitted = true,
        }).ConfigureAwait(false);
        await Answers.ObjectAsync(request, 201, KubeErrors.Success(201)).ConfigureAwait(false);
    }

    /// <summary>The storage hands on a plain list of errors, so that the answer is a 500 and no 422.</summary>
    private static void Check(JsonObject binding)
    {
        var errors = new List<FieldError>();
        var target = ObjectFields.Child(binding, "target");
        if (ObjectFields.Text(target, "kind") is { Length: > 0 } kind && kind != "Node")
        {
            errors.Add(FieldError.NotSupported("target.kind", kind, ["Node", "<empty>"]));
        }

        if (ObjectFields.Text(target, "name").Length == 0)
        {
            errors.Add(FieldError.Required("target.name"));
        }

        if (errors.Count > 0)
        {
            throw KubeErrors.Unknown(errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]");
        }
    }

    private static string? Refusal(string name, JsonObject pod)
    {
        var spec = ObjectFields.Child(pod, "spec");
        return ObjectFields.Child(pod, "metadata")?["deletionTimestamp"] is not null
            ? $"pod {name} is being deleted, cannot be assigned to a host"
            : ObjectFields.Text(spec, "nodeName") is { Length: > 0 } taken
            ? $"pod {name} is already assigned to node \"{taken}\""
            : ObjectFields.Items(spec, "schedulingGates").Any() ? $"pod {name} has non-empty .spec.schedulingGates" : null;
    }

    private static async Task<(WriteScope Scope, JsonObject Binding)> ReadAsync(KubeRequest request)
    {
        var options = WriteOptions.Read(request.Http.Request.Query, "CreateOptions");
        var body = await BodyReading.ReadAsync(request).ConfigureAwait(false);
        return (Scopes.Of(request, options, "CreateOptions"), SubresourceBodies.Read(request, body, TypeName));
    }
}
