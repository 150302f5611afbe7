namespace Eso.Emulator.Kubernetes.Http;

/// <summary>Kinds that are answered, never stored.</summary>
internal static class ReviewRoutes
{
    public static Task RunAsync(KubeRequest request) => throw KubeErrors.MethodNotAllowed();
}
