using System.Text.Json.Nodes;
using Eso.Kubernetes.Client;
using Eso.Operator.Api;
using Eso.Operator.Controllers.PushSecrets;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>A template could not be applied. The message is ESO's and holds no value.</summary>
internal sealed class TemplateStepException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Applies <c>target.template</c> to a draft (eso.md §6.1).</summary>
internal sealed class TemplateStep(KubeClient client, OperatorOptions options)
{
    public Task ApplyAsync(
        ExternalSecret es,
        JsonObject template,
        JsonObject draft,
        IReadOnlyDictionary<string, SecretBytes> values,
        CancellationToken cancel)
    {
        _ = client;
        _ = options;
        throw new TemplateStepException("could not apply template: templates are not supported yet");
    }

    /// <summary>Applies a PushSecret's template: rendered values are laid over the source's (eso.md §4.2).</summary>
    public Task<SourceSecret> RenderPushAsync(
        PushSecret ps, JsonObject template, SourceSecret source, CancellationToken cancel) =>
        throw new TemplateStepException("could not apply template: templates are not supported yet");
}
