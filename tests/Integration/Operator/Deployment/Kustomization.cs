using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Eso.Emulator.Scenarios;
using Eso.Kubernetes;
using Eso.Operator.Api;

namespace Eso.Integration.Operator.Deployment;

/// <summary>
/// As much of kustomize as deploy/ uses: resources, namespace, JSON patches by target. (<c>kubectl kustomize</c> renders
/// the same; the tests do not need it installed.)
/// </summary>
internal static class Kustomization
{
    /// <summary>The repository's deploy folder.</summary>
    public static string Deploy { get; } = Path.Combine(FindRoot(), "deploy");

    public static IReadOnlyList<JsonObject> Build(string folder)
    {
        var file = Path.Combine(folder, "kustomization.yaml");
        // A kustomization has no name, which every other manifest must have.
        var text = File.ReadAllText(file) + "\nmetadata: { name: kustomization }\n";
        var plan = Manifests.Parse(text, file).Single();
        var objects = new List<JsonObject>();
        foreach (var resource in plan.Texts("resources"))
        {
            var path = Path.GetFullPath(Path.Combine(folder, resource));
            objects.AddRange(Resource(path));
        }

        if (plan.Text("namespace") is { Length: > 0 } ns)
        {
            objects.ForEach(o => SetNamespace(o, ns));
        }

        foreach (var patch in plan.Objects("patches"))
        {
            Patch(objects, folder, patch);
        }

        return objects;
    }

    /// <summary>The definitions are two megabytes of YAML; another test holds the files against what they are made from.</summary>
    private static IEnumerable<JsonObject> Resource(string path) => Path.GetFileName(path) == "crds" ? OperatorCrds.All()
        : Directory.Exists(path) ? Build(path)
        : Manifests.Parse(File.ReadAllText(path), path);

    private static void SetNamespace(JsonObject o, string ns)
    {
        if (o.Kind() is not ("Namespace" or "ClusterRole" or "ClusterRoleBinding" or "CustomResourceDefinition"
            or "ValidatingWebhookConfiguration"))
        {
            o.Ensure("metadata")["namespace"] = ns;
        }
    }

    private static void Patch(List<JsonObject> objects, string folder, JsonObject patch)
    {
        var text = patch.Text("path") is { Length: > 0 } path ? File.ReadAllText(Path.Combine(folder, path)) : patch.Text("patch");
        var target = patch.Object("target");
        var chosen = objects.Where(o => Fits(target.Text("kind"), o.Kind()) && Fits(target.Text("name"), o.Name())).ToList();
        if (chosen.Count == 0)
        {
            throw new InvalidOperationException($"a patch of {folder} has no target");
        }

        if (text.Contains("$patch: delete", StringComparison.Ordinal))
        {
            objects.RemoveAll(chosen.Contains);
            return;
        }

        var wrapped = "apiVersion: v1\nkind: Patch\nmetadata: { name: patch }\noperations:\n" + text;
        var operations = (JsonArray)Manifests.Parse(wrapped, folder).Single()["operations"]!;
        foreach (var o in chosen)
        {
            var patched = (JsonObject)Eso.Emulator.Kubernetes.Patching.JsonPatch.Apply(o.DeepClone(), operations)!;
            objects[objects.IndexOf(o)] = patched;
        }
    }

    private static bool Fits(string pattern, string text) =>
        pattern.Length == 0 || Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant);

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "eso.sln")))
        {
            at = at.Parent;
        }

        return at.FullName;
    }
}
