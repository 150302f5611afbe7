using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>No content in namespaces that are not there or on their way out; three namespaces stay.</summary>
internal sealed class NamespaceLifecycle : IAdmissionPlugin
{
    private static readonly string[] Immortal = ["default", "kube-system", "kube-public"];

    public string Name => "NamespaceLifecycle";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        var kind = attributes.Kind;
        if (kind.StorageKey == "namespaces")
        {
            if (attributes.Operation == "DELETE" && Immortal.Contains(attributes.Name))
            {
                throw attributes.Forbid("this namespace may not be deleted");
            }

            return ValueTask.CompletedTask;
        }

        if (attributes.Operation != "CREATE" || !kind.Resource.Namespaced || kind.IsCreateOnly)
        {
            return ValueTask.CompletedTask;
        }

        var stored = attributes.Core.Find("namespaces", "", attributes.Namespace)
            ?? throw KubeErrors.NotFound("", "namespaces", attributes.Namespace);
        if (!stored.Head.Deleting)
        {
            return ValueTask.CompletedTask;
        }

        var message = $"unable to create new content in namespace {attributes.Namespace} because it is being terminated";
        var refusal = attributes.Forbid(message);
        var details = ObjectFields.Ensure(refusal.Status, "details");
        details["causes"] = new JsonArray(new JsonObject
        {
            ["reason"] = "NamespaceTerminating",
            ["message"] = $"namespace {attributes.Namespace} is being terminated",
            ["field"] = "metadata.namespace",
        });
        throw refusal;
    }
}
