namespace Eso.Emulator.Grounds.Envtest;

/// <summary>The two programs of a real control plane.</summary>
internal sealed record EnvtestAssets(string Etcd, string ApiServer)
{
    private const string Usual = "/usr/local/kubebuilder/bin";

    /// <summary>From KUBEBUILDER_ASSETS, else from PATH, else where kubebuilder puts them.</summary>
    /// <exception cref="GroundUnavailableException">One is missing.</exception>
    public static EnvtestAssets Find(GroundSettings settings)
    {
        if (settings["KUBEBUILDER_ASSETS"] is { } given)
        {
            return In(given) ?? throw Missing($"KUBEBUILDER_ASSETS={given} does not hold both");
        }

        var path = (settings["PATH"] ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(Usual).ToList();
        var etcd = path.Select(p => Path.Combine(p, "etcd")).FirstOrDefault(File.Exists);
        var apiServer = path.Select(p => Path.Combine(p, "kube-apiserver")).FirstOrDefault(File.Exists);
        return etcd is not null && apiServer is not null
            ? new EnvtestAssets(etcd, apiServer)
            : throw Missing("KUBEBUILDER_ASSETS is not set and PATH does not hold both");
    }

    private static EnvtestAssets? In(string folder)
    {
        var (etcd, apiServer) = (Path.Combine(folder, "etcd"), Path.Combine(folder, "kube-apiserver"));
        return File.Exists(etcd) && File.Exists(apiServer) ? new EnvtestAssets(etcd, apiServer) : null;
    }

    private static GroundUnavailableException Missing(string why) => new(
        $"the ground 'envtest' needs the programs etcd and kube-apiserver, and {why}; "
        + "get them with: export KUBEBUILDER_ASSETS=$(setup-envtest use -p path)");
}
