using Eso.Emulator.Kubernetes.Http;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>PATCH in its four forms.</summary>
internal static class PatchVerb
{
    public static Task RunAsync(KubeRequest request) => throw KubeErrors.Internal("patching is under construction");
}
