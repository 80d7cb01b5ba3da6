"""Lines and pages that are no news, in Spanish; how to read the rows: `kinds`."""

from typing import Final

from monitor.articles.phrases.kinds import Kind, Phrases

PHRASES: Final = Phrases(
    whole={
        Kind.RELATED: r"""
            (?:lea|lee|leer|ver|vea) (?:también|más|además)
            (?:noticias|artículos|contenidos?|temas?) relacionad[oa]s?
            te puede interesar
            le puede interesar
            lo más (?:leído|visto)
            más (?:noticias|información)
            además
        """,
        Kind.SHARE: r"""
            (?:compartir|imprimir|comentar|guardar|escuchar)(?: (?:en .{2,20}|(?:este |el )?artículo))?
            comentarios
        """,
        Kind.NAVIGATION: r"""
            tiempo de lectura.{0,20}
            inicio
            portada
            menú
            buscar
            cerrar
            volver
            ir al contenido.{0,20}
            ver más
        """,
        Kind.ADVERT: r"""
            (?:publicidad|anuncio|contenido patrocinado)
        """,
        Kind.SUBSCRIPTION: r"""
            (?:accede|acceso) (?:a todo|ilimitado|completo).{0,30}
            (?:quieres|desea) (?:leer|saber) más\? ?.{0,30}
            (?:prueba|disfruta) \d* ?(?:un|el primer)? ?mes(?:es)? gratis
            sin permanencia
            suscríbete
            suscribirse
            suscríbase
            iniciar sesión
            regístrate
            hazte (?:socio|suscriptor)
        """,
        Kind.COOKIE: r"""
            (?:aceptar|rechazar)(?: (?:todo|todas|y continuar|cookies|las cookies))?
            configurar.{0,20}
        """,
    },
    starts={
        Kind.RELATED: r"""
            (?:lea|lee|leer|ver|vea) (?:también|más|además) ?(?:[:|\-–—]|$)
            (?:te|le) puede interesar ?:
        """,
        Kind.SUBSCRIPTION: r"""
            suscr[ií](?:bete|base|bir|birse)\b
            (?:si )?ya (?:eres|es) (?:suscriptor|socio|usuario)
            (?:hazte|conviértete en) (?:socio|suscriptor)
            (?:regístrate|inicia sesión)\b.{0,40}\b(?:gratis|leyendo|leer|cuenta)\b
            para (?:seguir|continuar) leyendo\b
            (?:disfruta|lee) (?:de |sin )\b.{0,40}\b(?:límites|ilimitado)
        """,
        Kind.NEWSLETTER: r"""
            (?:apúntate|suscríbete|inscríbete)\b.{0,100}\b(?:newsletters?|boletín|boletines|correo|alertas?)\b
            (?:recibe|reciba)\b.{0,100}\b(?:newsletters?|boletín|boletines|tu correo|su correo)\b
            (?:nuestra|nuestro) (?:newsletter|boletín)\b.{0,60}$
            descarga (?:nuestra|la) app\b
        """,
        Kind.SHARE: r"""
            síguenos en\b
            s[ií]ga?nos en\b
            comparte (?:esta|este|en)\b
        """,
        Kind.LEGAL: r"""
            todos los derechos reservados
            (?:aviso legal|política de (?:privacidad|cookies))\s*(?:[|·•].{0,60})?$
        """,
        Kind.COOKIE: r"""
            (?:aceptar|rechazar|configurar) (?:todas )?(?:las )?cookies\b
        """,
    },
    holds={
        Kind.SUBSCRIPTION: r"""
            límite :: \b(?:has|ha) (?:alcanzado|llegado a) (?:el|tu|su) límite de artículos\b
            para seguir leyendo :: \b(?:inicia sesión|suscríbete|regístrate)\b.{0,30}\bpara seguir leyendo\b
            suscriptores :: \b(?:artículo|contenido) (?:es )?(?:exclusiv|reservad)o para (?:\w+ )?suscriptores\b
            suscriptores :: \b(?:es )?solo para suscriptores\b
            suscríbete :: \bsuscríbete (?:para|a|por|ahora|y)\b
            suscriptor :: \bya eres suscriptor\b
            te quedan :: \bte quedan .{0,20}artículos\b
        """,
        Kind.NEWSLETTER: r"""
            newsletter :: \b(?:apúntate|suscríbete|inscríbete|recibe)\b.{0,60}\bnewsletter\b
            boletín :: \b(?:apúntate|suscríbete|inscríbete|recibe)\b.{0,60}\bboletín\b
        """,
        Kind.COOKIE: r"""
            cookies :: \b(?:utilizamos|usamos)\b.{0,30}\bcookies\b
            cookies :: \b(?:esta|nuestra) (?:página )?web (?:utiliza|usa)\b.{0,30}\bcookies\b
            cookies :: \bnuestra política de cookies\b
        """,
    },
    wall_texts=r"""
        no (?:está )?disponible en (?:tu|su) (?:país|región)
        (?:habilite|active) javascript
        no soy un robot
        tráfico inusual
        comprobación de seguridad
    """,
    wall_titles=r"""
        (?:iniciar sesión|inicia sesión|acceso)
        (?:verificación de seguridad|acceso denegado)
        un momento
    """,
    error_titles=r"""
        página no encontrada
        error \d+
        sitio en mantenimiento
    """,
    consent_titles=r"""
        antes de continuar.{0,40}
        (?:tu|su) privacidad.{0,30}
        (?:gestión|configuración) de cookies
    """,
    consent_words=r"""
        consentimiento
        datos personales
        socios
        privacidad
        publicidad personalizada
    """,
    consent_buttons=r"""
        aceptar
        rechazar
        configurar (?:cookies|opciones)
    """,
    paywall=r"""
        límite :: (?:has|ha) (?:alcanzado|llegado a) (?:el|tu|su) límite de artículos
        leyendo :: (?:inicia sesión|suscríbete|regístrate) para (?:seguir|continuar) leyendo
        leyendo :: (?:para|solo) (?:seguir|continuar) leyendo
        suscriptores :: (?:exclusivo|solo|reservado) para (?:\w+ )?suscriptores
        suscriptor :: ya eres suscriptor
        suscríbete :: suscríbete para (?:leer|seguir|acceder|continuar)
        regístrate :: regístrate .{0,20}para (?:leer|seguir|continuar)
    """,
)
