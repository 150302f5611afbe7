using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Eso.Kubernetes.Configuration;

/// <summary>
/// Reads kubeconfig files as kubectl does: several files merge, the first to name a thing wins, relative paths start
/// at their own file. Exec plug-ins and auth providers are refused: they would run other people's programs.
/// </summary>
public static class KubeConfigFile
{
    private const int FileBytesMax = 8 * 1024 * 1024;

    /// <summary>Loads a context from a file, or from several joined by the path separator as in KUBECONFIG.</summary>
    /// <exception cref="KubeConfigException">Unreadable, malformed, or the context cannot be used.</exception>
    public static KubeConnection Load(string paths, string? context = null)
    {
        var files = paths.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var read = files.Select(p => new ConfigDocument(p, Parse(p))).ToList();
        if (read.Count == 0)
        {
            throw new KubeConfigException("no kubeconfig file was named");
        }

        return new ContextResolver(read, paths).Resolve(context);
    }

    /// <summary>Reads a kubeconfig that is no file; relative paths in it start at the working directory.</summary>
    /// <exception cref="KubeConfigException">Malformed, or the context cannot be used.</exception>
    public static KubeConnection Parse(string yaml, string? context = null)
    {
        using var reader = new StringReader(yaml);
        return new ContextResolver([new ConfigDocument("(text)", Parse("(text)", reader))], "(text)").Resolve(context);
    }

    /// <summary>What a program without instructions uses: KUBECONFIG, else ~/.kube/config, else the pod's account.</summary>
    public static KubeConnection LoadDefault(string? context, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.TryGetValue("KUBECONFIG", out var paths) && paths.Length > 0)
        {
            return Load(paths, context);
        }

        if (InCluster.TryLoad(environment) is { } pod && context is null)
        {
            return pod;
        }

        var home = environment.TryGetValue("HOME", out var h) ? h : "";
        return Load(Path.Combine(home, ".kube", "config"), context);
    }

    private static YamlMappingNode Parse(string path)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists)
            {
                throw new KubeConfigException($"kubeconfig {path} does not exist");
            }

            if (info.Length > FileBytesMax)
            {
                throw new KubeConfigException($"kubeconfig {path} is larger than {FileBytesMax} bytes");
            }

            using var reader = new StreamReader(path, Encoding.UTF8);
            return Parse(path, reader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeConfigException($"kubeconfig {path} cannot be read: {e.Message}", e);
        }
    }

    private static YamlMappingNode Parse(string path, TextReader reader)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root
                ? root
                : throw new KubeConfigException($"kubeconfig {path} is empty or no mapping");
        }
        catch (YamlException e)
        {
            throw new KubeConfigException(
                $"kubeconfig {path} is malformed at line {e.Start.Line}, column {e.Start.Column}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The scanner trips over some broken texts without saying where.
            throw new KubeConfigException($"kubeconfig {path} is malformed", e);
        }
    }

    private sealed record ConfigDocument(string Path, YamlMappingNode Root);

    private sealed record Entry(string File, YamlMappingNode Body)
    {
        public string? Text(string key) =>
            Body.Children.TryGetValue(new YamlScalarNode(key), out var n) && n is YamlScalarNode { Value: { Length: > 0 } v }
                ? v
                : null;

        public bool Has(string key) => Body.Children.ContainsKey(new YamlScalarNode(key));
    }

    private sealed class ContextResolver(List<ConfigDocument> files, string paths)
    {
        public KubeConnection Resolve(string? wanted)
        {
            var name = wanted ?? files.Select(f => Scalar(f.Root, "current-context")).FirstOrDefault(c => c is not null)
                ?? throw new KubeConfigException($"kubeconfig {paths} has no current-context; choose one with --context");
            var context = Find("contexts", "context", name);
            var cluster = Find("clusters", "cluster", context.Text("cluster")
                ?? throw new KubeConfigException($"context \"{name}\" in kubeconfig {context.File} names no cluster"));
            var server = cluster.Text("server");
            if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            {
                throw new KubeConfigException($"cluster of context \"{name}\" in kubeconfig {cluster.File} has no usable server address");
            }

            var connection = new KubeConnection
            {
                Server = address,
                TrustedRoots = Roots(cluster),
                InsecureSkipTlsVerify = cluster.Text("insecure-skip-tls-verify") == "true",
                TlsServerName = cluster.Text("tls-server-name"),
                Namespace = context.Text("namespace") ?? "default",
            };
            return context.Text("user") is { } user ? WithUser(connection, Find("users", "user", user)) : connection;
        }

        private static KubeConnection WithUser(KubeConnection connection, Entry user)
        {
            if (user.Has("exec") || user.Has("auth-provider"))
            {
                throw new KubeConfigException(
                    $"a user in kubeconfig {user.File} needs an exec or auth-provider plug-in, which is not supported");
            }

            var tokenFile = user.Text("tokenFile");
            return connection with
            {
                Token = user.Text("token"),
                TokenFile = tokenFile is null ? null : Beside(user.File, tokenFile),
                UserName = user.Text("username"),
                Password = user.Text("password"),
                ClientCertificate = ClientCertificate(user),
            };
        }

        private static X509Certificate2? ClientCertificate(Entry user)
        {
            var certificate = Pem(user, "client-certificate-data", "client-certificate");
            var key = Pem(user, "client-key-data", "client-key");
            if (certificate is null || key is null)
            {
                return null;
            }

            try
            {
                return X509Certificate2.CreateFromPem(certificate, key);
            }
            catch (Exception e) when (e is CryptographicException or ArgumentException)
            {
                throw new KubeConfigException($"client certificate or key of kubeconfig {user.File} is unusable", e);
            }
        }

        private static X509Certificate2Collection? Roots(Entry cluster)
        {
            if (Pem(cluster, "certificate-authority-data", "certificate-authority") is not { } pem)
            {
                return null;
            }

            try
            {
                var roots = new X509Certificate2Collection();
                roots.ImportFromPem(pem);
                return roots;
            }
            catch (CryptographicException e)
            {
                throw new KubeConfigException($"certificate authority of kubeconfig {cluster.File} is unusable", e);
            }
        }

        private static string? Pem(Entry entry, string dataKey, string fileKey)
        {
            try
            {
                if (entry.Text(dataKey) is { } data)
                {
                    return Encoding.UTF8.GetString(Convert.FromBase64String(data));
                }

                return entry.Text(fileKey) is { } file ? File.ReadAllText(Beside(entry.File, file)) : null;
            }
            catch (FormatException e)
            {
                throw new KubeConfigException($"{dataKey} in kubeconfig {entry.File} is not base64", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new KubeConfigException($"{fileKey} of kubeconfig {entry.File} cannot be read: {e.Message}", e);
            }
        }

        private static string Beside(string file, string path) =>
            Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", path);

        private Entry Find(string list, string member, string name)
        {
            foreach (var file in files)
            {
                if (!file.Root.Children.TryGetValue(new YamlScalarNode(list), out var node) || node is not YamlSequenceNode all)
                {
                    continue;
                }

                foreach (var item in all.Children.OfType<YamlMappingNode>())
                {
                    if (Scalar(item, "name") == name
                        && item.Children.TryGetValue(new YamlScalarNode(member), out var body)
                        && body is YamlMappingNode mapping)
                    {
                        return new Entry(file.Path, mapping);
                    }
                }
            }

            throw new KubeConfigException($"kubeconfig {paths} has no {member} named \"{name}\"");
        }

        private static string? Scalar(YamlMappingNode node, string key) =>
            node.Children.TryGetValue(new YamlScalarNode(key), out var n) && n is YamlScalarNode { Value: { Length: > 0 } v }
                ? v
                : null;
    }
}
