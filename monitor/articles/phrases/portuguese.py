"""Lines and pages that are no news, in Portuguese; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            (?:leia|veja) (?:também|mais|ainda)
            (?:notícias|artigos|conteúdos?|matérias) relacionad[oa]s?
            (?:saiba|ler) mais
            mais (?:lidas|notícias|vistas)
            últimas notícias
            assuntos relacionados
            você também pode gostar.{0,20}
            recomendad[oa]s(?: para você)?
        """,
        Kind.SHARE: r"""
            (?:compartilhar?|partilhar?|imprimir|comentar|salvar|guardar|ouvir)(?: (?:este |o )?(?:artigo|texto))?
            (?:compartilhar?|partilhar?) no .{2,20}
            (?:\d+ )?comentários?(?: \(\d*\))?
        """,
        Kind.NAVIGATION: r"""
            tempo de leitura.{0,20}
            início
            página inicial
            pesquisar
            buscar
            fechar
            voltar(?: ao topo)?
            ir para (?:o )?conteúdo.{0,20}
            (?:ver|mostrar|carregar) mais
        """,
        Kind.ADVERT: r"""
            (?:publicidade|anúncio|propaganda|conteúdo patrocinado)
            continua (?:após a|depois da) publicidade
        """,
        Kind.SUBSCRIPTION: r"""
            assine(?: (?:já|agora))?
            (?:entrar|fazer login|iniciar sessão)
            cadastre-se
            já é assinante\??.{0,30}
        """,
        Kind.COOKIE: r"""
            (?:aceitar|rejeitar|recusar)(?: (?:tudo|todos|e continuar|(?:os )?cookies))?
            (?:gerir|gerenciar|configurar) (?:cookies|preferências|opções)
        """,
    },
    starts={
        Kind.RELATED: r"""
            (?:leia|veja|ler|saiba) (?:também|mais|ainda) ?(?:[:|\-–—]|$)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:assine|subscreva) (?:e|o|a|para|já|agora|por)\b
            já (?:é|sou) assinante\b
            para continuar (?:lendo|a ler)\b
            (?:cadastre-se|registe-se|faça (?:seu )?login) (?:para|gratuitamente|e)\b
        """,
        Kind.NEWSLETTER: r"""
            (?:receba|inscreva-se|subscreva|assine)\b.{0,80}\b(?:newsletters?|boletim|e-?mail)\b
            baixe (?:o|nosso) (?:app|aplicativo)\b
        """,
        Kind.SHARE: r"""
            (?:siga|acompanhe)(?:-nos| [oa] .{2,30})? (?:no|nas?|em)\b.{0,30}(?:twitter|facebook|instagram|redes)
            (?:compartilhe|partilhe) (?:este|esta|no|com)\b
            deixe (?:seu|um|o seu) comentário
        """,
        Kind.LEGAL: r"""
            (?:todos os )?direitos reservados
            (?:política de privacidade|termos de uso)\s*(?:[|·•].{0,60})?$
            atenção ?: comentários\b
        """,
        Kind.COOKIE: r"""
            (?:aceitar|rejeitar|gerir) (?:todos )?(?:os )?cookies\b
        """,
    },
    holds={
        Kind.SUBSCRIPTION: r"""
            limite :: \b(?:você )?(?:atingiu|alcançou) (?:o|seu) limite de (?:matérias|artigos|notícias|textos)\b
            assinantes :: \b(?:exclusivo|apenas|só) para assinantes\b
            assinante :: \bjá é assinante\b
            continuar :: \b(?:assine|cadastre-se|faça login)\b.{0,40}\bcontinuar (?:lendo|a ler)\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:inscreva-se|assine|receba|subscreva)\b.{0,60}\bnewsletters?\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:utilizamos|usamos|este site (?:utiliza|usa))\b.{0,40}\bcookies\b
        """,
    },
    wall_titles=r"""
        (?:entrar|iniciar sessão|faça (?:o )?login)
        (?:verificação de segurança|acesso negado)
        um momento
    """,
    wall_texts=r"""
        (?:habilite|ative) (?:o )?javascript
        não sou um robô
        tráfego incomum
    """,
    error_titles=r"""
        página não encontrada
        erro(?: \d+)?
        (?:site|página) em manutenção
    """,
    consent_titles=r"""
        antes de continuar.{0,40}
        (?:a sua|sua) privacidade.{0,30}
    """,
    consent_words=r"""
        consentimento
        dados pessoais
        parceiros
        privacidade
        publicidade personalizada
    """,
    consent_buttons=r"""
        aceitar
        (?:rejeitar|recusar)
        continuar sem aceitar
    """,
    paywall=r"""
        limite :: (?:atingiu|alcançou) (?:o|seu) limite de (?:matérias|artigos|notícias|textos)
        assinantes :: (?:exclusivo|apenas|só) para assinantes
        assinante :: já é assinante
        continuar :: para continuar (?:lendo|a ler)
        assine :: assine (?:para|e) (?:ler|leia|continue)
        cadastre :: cadastre-se .{0,30}para (?:ler|continuar)
    """,
)
