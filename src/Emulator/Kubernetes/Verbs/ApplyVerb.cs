using Eso.Emulator.Kubernetes.Http;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>Server-side apply.</summary>
internal static class ApplyVerb
{
    public static Task RunAsync(KubeRequest request, byte[] body, WriteOptions options)
    {
        _ = (request, body, options);
        throw KubeErrors.Internal("apply is under construction");
    }

    public static Task ScaleAsync(KubeRequest request, WriteScope scope, PatchBody patch)
    {
        _ = (request, scope, patch);
        throw KubeErrors.Internal("apply is under construction");
    }
}
