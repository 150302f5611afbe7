using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// What the Pod runner needs of the API server, which implements it over its store as the built-in node's identity.
/// Objects handed out are not to be changed.
/// </summary>
internal interface IPodApi
{
    /// <summary>
    /// Calls back for every object there is, then for every change, in order, until disposed. Kinds by storage key:
    /// <c>pods</c>, <c>secrets</c>, <c>configmaps</c>. Callbacks must return at once.
    /// </summary>
    IDisposable Watch(string storageKey, Action<PodApiEvent> changed);

    /// <summary>The object as it is now; null when absent.</summary>
    JsonObject? Get(string storageKey, string space, string name);

    /// <summary>The objects of a namespace as they are now.</summary>
    IReadOnlyList<JsonObject> List(string storageKey, string space);

    /// <summary>Assigns a Pod to a node (<c>/binding</c>); nothing when it is gone or assigned already.</summary>
    Task BindAsync(string space, string name, string node, CancellationToken cancellation);

    /// <summary>
    /// Writes a Pod's <c>/status</c>: the function makes the new status from the current Pod and may be called again
    /// after a conflict; null writes nothing. Nothing happens when the Pod is gone or has another uid.
    /// </summary>
    Task UpdateStatusAsync(
        string space,
        string name,
        string uid,
        Func<JsonObject, JsonObject?> change,
        CancellationToken cancellation);

    /// <summary>Removes a terminating Pod for good (grace 0, this uid).</summary>
    Task DeleteAsync(string space, string name, string uid, CancellationToken cancellation);

    /// <summary>Records an Event about a Pod, as the kubelet does.</summary>
    /// <param name="pod">What it is about.</param>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">A word.</param>
    /// <param name="message">A sentence.</param>
    /// <param name="field">The part of the Pod it is about.</param>
    void Record(JsonObject pod, string type, string reason, string message, string field = "");

    /// <summary>A token of a service account bound to the Pod; null when the account is gone.</summary>
    string? Token(string space, string account, string? audience, long expirationSeconds, JsonObject pod);
}

/// <summary>One change: the object, read when it is asked for, its namespace, and whether it is gone.</summary>
internal readonly record struct PodApiEvent(Func<JsonObject> Read, string Namespace, bool Deleted);
