using Eso.Emulator.Kubernetes.Controllers.Workloads;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>StorageObjectInUseProtection: claims and volumes are held back by a finalizer while they are used.</summary>
internal sealed class StorageProtection : IAdmissionPlugin
{
    public const string Claim = "kubernetes.io/pvc-protection";
    public const string Volume = "kubernetes.io/pv-protection";

    public string Name => "StorageObjectInUseProtection";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        if (attributes is { Operation: "CREATE", Subresource: "", Object: { } obj } && FinalizerOf(attributes.Kind.StorageKey) is { } finalizer)
        {
            Claims.AddFinalizer(ObjectFields.Ensure(obj, "metadata"), finalizer);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>What holds objects of a table back; null: nothing.</summary>
    public static string? FinalizerOf(string storageKey) => storageKey switch
    {
        "persistentvolumeclaims" => Claim,
        "persistentvolumes" => Volume,
        _ => null,
    };
}
